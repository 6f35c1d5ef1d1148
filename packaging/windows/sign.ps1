# Signs the files that are its arguments, with the certificate in $env:CERTIFICATE (a PFX in base64).
$ErrorActionPreference = 'Stop'
$certificate = Join-Path ([IO.Path]::GetTempPath()) 'certificate.pfx'
[IO.File]::WriteAllBytes($certificate, [Convert]::FromBase64String($env:CERTIFICATE))
try {
    $tool = Get-ChildItem 'C:\Program Files (x86)\Windows Kits\10\bin\*\x64\signtool.exe' | Sort-Object FullName | Select-Object -Last 1
    if (-not $tool) { throw 'There is no signtool on this machine.' }
    foreach ($file in $args) {
        & $tool.FullName sign /fd SHA256 /td SHA256 /tr http://timestamp.digicert.com /f $certificate /p $env:CERTIFICATE_PASSWORD $file
        if ($LASTEXITCODE -ne 0) { throw "signtool could not sign $file." }
    }
}
finally {
    Remove-Item $certificate -Force
}
