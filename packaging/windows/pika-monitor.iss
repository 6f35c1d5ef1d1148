; Makes the installer for Windows from dist\pika-monitor, by Inno Setup 6: iscc /DVersion=0.1.0 packaging\windows\pika-monitor.iss
; Without administrator's rights it installs for the user alone. What the user has made is never touched.
#ifndef Version
  #error Say which version: iscc /DVersion=1.2.3
#endif
; Four numbers, of "1.2.3rc1" too: version_info.py has put them into the program.
#define Numbers GetVersionNumbersString("..\..\dist\pika-monitor\pika-monitor.exe")
#define AppId "io.github.pika_monitor.PikaMonitor"

[Setup]
AppId={#AppId}
AppName=Pika Monitor
AppVersion={#Version}
AppVerName=Pika Monitor {#Version}
AppPublisher=Pika Monitor contributors
AppPublisherURL=https://github.com/pika-monitor/pika-monitor
VersionInfoVersion={#Numbers}
VersionInfoTextVersion={#Version}
DefaultDirName={autopf}\Pika Monitor
DefaultGroupName=Pika Monitor
DisableProgramGroupPage=yes
DisableDirPage=auto
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
SourceDir=..\..
OutputDir=dist
OutputBaseFilename=pika-monitor-{#Version}-windows-x86_64
LicenseFile=LICENSE
SetupIconFile=build\icons\pika-monitor.ico
UninstallDisplayIcon={app}\pika-monitor.exe
UninstallDisplayName=Pika Monitor
WizardStyle=modern
Compression=lzma2
SolidCompression=yes
; The app is asked to end, as by its own Quit, before its files are replaced.
CloseApplications=yes
RestartApplications=no

[Files]
; The program comes first: where it still runs, the installation ends before anything is changed.
Source: "dist\pika-monitor\pika-monitor.exe"; DestDir: "{app}"; Flags: ignoreversion
Source: "dist\pika-monitor\*"; Excludes: "\pika-monitor.exe"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; Modules of the version before would be loaded along with the new ones.
Type: filesandordirs; Name: "{app}\_internal"; Check: not IsRunning

[Registry]
; The app makes this value itself, for "Start at login"; it goes with the app.
Root: HKCU; Subkey: "Software\Microsoft\Windows\CurrentVersion\Run"; ValueType: none; ValueName: "{#AppId}"; Flags: dontcreatekey uninsdeletevalue

[Icons]
; The ID groups the windows on the taskbar, and names who sends a notification.
Name: "{autoprograms}\Pika Monitor"; Filename: "{app}\pika-monitor.exe"; AppUserModelID: "{#AppId}"
Name: "{autodesktop}\Pika Monitor"; Filename: "{app}\pika-monitor.exe"; AppUserModelID: "{#AppId}"; Tasks: desktopicon

[Tasks]
Name: desktopicon; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked

[Run]
Filename: "{app}\pika-monitor.exe"; Description: "{cm:LaunchProgram,Pika Monitor}"; Flags: nowait postinstall skipifsilent

[Code]
{ Windows lets nobody write to a program that runs. }
function IsRunning: Boolean;
var
  Path: String;
  Stream: TFileStream;
begin
  Result := False;
  Path := ExpandConstant('{app}\pika-monitor.exe');
  if FileExists(Path) then
    try
      Stream := TFileStream.Create(Path, fmOpenReadWrite or fmShareExclusive);
      Stream.Free;
    except
      Result := True;
    end;
end;

{ Uninstalling would take away half of what runs. }
function InitializeUninstall: Boolean;
begin
  Result := not IsRunning;
  while not Result do begin
    if SuppressibleMsgBox(FmtMessage(SetupMessage(msgUninstallAppRunningError), ['Pika Monitor']), mbError, MB_OKCANCEL, IDCANCEL) <> IDOK then
      exit;
    Result := not IsRunning;
  end;
end;
