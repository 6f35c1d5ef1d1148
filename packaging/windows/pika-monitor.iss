; Makes the installer for Windows from dist\pika-monitor, by Inno Setup 6: iscc /DVersion=0.1.0 packaging\windows\pika-monitor.iss
; Without administrator's rights it installs for the user alone. What the user has made is never touched.
#ifndef Version
  #error Say which version: iscc /DVersion=1.2.3
#endif
#define AppId "io.github.pika_monitor.PikaMonitor"

[Setup]
AppId={#AppId}
AppName=Pika Monitor
AppVersion={#Version}
AppVerName=Pika Monitor {#Version}
AppPublisher=Pika Monitor contributors
AppPublisherURL=https://github.com/pika-monitor/pika-monitor
VersionInfoVersion={#Version}
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
Source: "dist\pika-monitor\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; Modules of the version before would be loaded along with the new ones.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
; The ID groups the windows on the taskbar, and names who sends a notification.
Name: "{autoprograms}\Pika Monitor"; Filename: "{app}\pika-monitor.exe"; AppUserModelID: "{#AppId}"
Name: "{autodesktop}\Pika Monitor"; Filename: "{app}\pika-monitor.exe"; AppUserModelID: "{#AppId}"; Tasks: desktopicon

[Tasks]
Name: desktopicon; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked

[Run]
Filename: "{app}\pika-monitor.exe"; Description: "{cm:LaunchProgram,Pika Monitor}"; Flags: nowait postinstall skipifsilent
