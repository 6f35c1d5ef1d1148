# Installs for this user alone, without a question, has what is installed do its work, and takes it away again.
param([Parameter(Mandatory)][string]$Installer)
$ErrorActionPreference = 'Stop'
$folder = Join-Path $env:LOCALAPPDATA 'Programs\Pika Monitor'
$shortcut = Join-Path $env:APPDATA 'Microsoft\Windows\Start Menu\Programs\Pika Monitor.lnk'

function Invoke-Quietly([string]$program, [string[]]$options) {
    $process = Start-Process -FilePath $program -ArgumentList $options -Wait -PassThru
    if ($process.ExitCode -ne 0) { throw "$program ended with $($process.ExitCode)." }
}

Invoke-Quietly $Installer @('/VERYSILENT', '/SUPPRESSMSGBOXES', '/NORESTART', '/CURRENTUSER')
if (-not (Test-Path $shortcut)) { throw 'It is not in the start menu.' }
& .venv\Scripts\python packaging\start_test.py (Join-Path $folder 'pika-monitor-cli.exe')
if ($LASTEXITCODE -ne 0) { throw 'What is installed does not do its work.' }
Invoke-Quietly (Join-Path $folder 'unins000.exe') @('/VERYSILENT', '/SUPPRESSMSGBOXES', '/NORESTART')
# The uninstaller goes on as a copy of itself, so that it can delete the original.
for ($second = 0; (Test-Path $folder) -and $second -lt 60; $second++) { Start-Sleep -Seconds 1 }
if ((Test-Path $folder) -or (Test-Path $shortcut)) { throw 'Something of it was left.' }
