<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About {0}</source>
        <translation>关于 {0}</translation>
    </message>
    <message>
        <source>What was done</source>
        <translation>已完成的操作</translation>
    </message>
    <message>
        <source>&amp;The work of others in it</source>
        <translation>所含的第三方作品(&amp;T)</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>&amp;Copy diagnostics</source>
        <translation>复制诊断信息(&amp;C)</translation>
    </message>
    <message>
        <source>Versions and states, without keys, links and folders</source>
        <translation>版本与状态，不含密钥、链接和文件夹</translation>
    </message>
    <message>
        <source>Show &amp;log</source>
        <translation>显示日志(&amp;L)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Version {0}</source>
        <translation>版本 {0}</translation>
    </message>
    <message>
        <source>Free software under the MIT licence.</source>
        <translation>自由软件，采用 MIT 许可证。</translation>
    </message>
    <message>
        <source>The file with the licences cannot be read.</source>
        <translation>无法读取许可证文件。</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>No file manager could be opened</source>
        <translation>无法打开文件管理器</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Add tasks</source>
        <translation>添加任务</translation>
    </message>
    <message>
        <source>Paste IDs</source>
        <translation>粘贴 ID</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save to…</source>
        <translation>另存到…</translation>
    </message>
    <message>
        <source>Save all finished</source>
        <translation>保存全部已完成</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>打开所在文件夹</translation>
    </message>
    <message>
        <source>Cancel transfer</source>
        <translation>取消传输</translation>
    </message>
    <message>
        <source>Pause transfer</source>
        <translation>暂停传输</translation>
    </message>
    <message>
        <source>Resume transfer</source>
        <translation>继续传输</translation>
    </message>
    <message>
        <source>Retry all failed saves</source>
        <translation>重试所有失败的保存</translation>
    </message>
    <message>
        <source>Pause all transfers</source>
        <translation>暂停所有传输</translation>
    </message>
    <message>
        <source>Resume all transfers</source>
        <translation>继续所有传输</translation>
    </message>
    <message>
        <source>Verify saved files</source>
        <translation>校验已保存的文件</translation>
    </message>
    <message>
        <source>Fetch missing files again</source>
        <translation>重新下载缺失的文件</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>立即检查</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove finished and saved</source>
        <translation>移除已完成且已保存的任务</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Show all that is known of what is selected</source>
        <translation>查看所选项的全部信息</translation>
    </message>
    <message>
        <source>Side bar</source>
        <translation>侧边栏</translation>
    </message>
    <message>
        <source>Compact rows</source>
        <translation>紧凑行</translation>
    </message>
    <message>
        <source>Normal rows</source>
        <translation>标准行</translation>
    </message>
    <message>
        <source>Large rows</source>
        <translation>大图行</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>画廊</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Videos</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>List</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Copy prompt</source>
        <translation>复制提示词</translation>
    </message>
    <message>
        <source>Copy task ID</source>
        <translation>复制任务 ID</translation>
    </message>
    <message>
        <source>Copy seed</source>
        <translation>复制种子</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>复制链接</translation>
    </message>
    <message>
        <source>Open sharing page</source>
        <translation>打开分享页面</translation>
    </message>
    <message>
        <source>Menu of the selection</source>
        <translation>所选项的菜单</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Select a task first</source>
        <translation>请先选择任务</translation>
    </message>
    <message>
        <source>Select a finished video first</source>
        <translation>请先选择已完成的视频</translation>
    </message>
    <message>
        <source>The video is not finished yet</source>
        <translation>视频尚未完成</translation>
    </message>
    <message>
        <source>It is saved already</source>
        <translation>已经保存过了</translation>
    </message>
    <message>
        <source>Play the video</source>
        <translation>播放视频</translation>
    </message>
    <message>
        <source>Save to your folder</source>
        <translation>保存到你的文件夹</translation>
    </message>
    <message>
        <source>Remove from the list; files stay</source>
        <translation>从列表中移除，文件会保留</translation>
    </message>
    <message>
        <source>Ask the provider now</source>
        <translation>立即向服务商查询</translation>
    </message>
</context>
<context>
    <name>AddDialog</name>
    <message>
        <source>Add tasks</source>
        <translation>添加任务</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>识别结果</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Why nothing can be added yet</source>
        <translation>暂时无法添加的原因</translation>
    </message>
    <message>
        <source>&amp;Task IDs</source>
        <translation>任务 ID(&amp;T)</translation>
    </message>
    <message>
        <source>One or many: IDs, links, JSON, a whole log</source>
        <translation>可粘贴一个或多个：ID、链接、JSON 或整份日志</translation>
    </message>
    <message>
        <source>An ID is what the provider&apos;s generate call answers as “id”; it is in feed and video links as well.</source>
        <translation>任务 ID 就是服务商“生成”接口返回的“id”，查询链接和视频链接里也有。</translation>
    </message>
    <message>
        <source>&amp;Open file…</source>
        <translation>打开文件(&amp;O)…</translation>
    </message>
    <message>
        <source>Fill in the &amp;demo tasks</source>
        <translation>填入演示任务(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Provider</source>
        <translation>服务商(&amp;P)</translation>
    </message>
    <message>
        <source>They are tracked with Demo, the built-in provider. Your own is connected in Settings.</source>
        <translation>这些任务将由内置的“演示”服务商跟踪。要使用自己的服务商，请在设置中连接。</translation>
    </message>
    <message>
        <source>Show &amp;unusable</source>
        <translation>显示无法识别的内容(&amp;U)</translation>
    </message>
    <message>
        <source>What cannot be used</source>
        <translation>无法识别的内容</translation>
    </message>
    <message>
        <source>Long text</source>
        <translation>长文本</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Text, CSV and JSON (*.txt *.csv *.json);;All files (*)</source>
        <translation>文本、CSV 和 JSON (*.txt *.csv *.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open a file with task IDs</source>
        <translation>打开含有任务 ID 的文件</translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation>粘贴的文本</translation>
    </message>
    <message>
        <source>The library cannot be read.</source>
        <translation>无法读取任务库。</translation>
    </message>
    <message>
        <source>The library is still being read.</source>
        <translation>任务库仍在加载。</translation>
    </message>
    <message>
        <source>Looking through the text…</source>
        <translation>正在识别文本…</translation>
    </message>
    <message>
        <source>All of them are in the list already.</source>
        <translation>这些任务都已在列表中。</translation>
    </message>
    <message>
        <source>There is no task ID in this text.</source>
        <translation>这段文本里没有任务 ID。</translation>
    </message>
    <message>
        <source>Paste or type task IDs first.</source>
        <translation>请先粘贴或输入任务 ID。</translation>
    </message>
    <message>
        <source>Add 1 task</source>
        <translation>添加 1 个任务</translation>
    </message>
    <message numerus="yes">
        <source>Add %n tasks</source>
        <translation>
            <numerusform>添加 %n 个任务</numerusform>
        </translation>
    </message>
    <message>
        <source>{0} new</source>
        <translation>{0} 个新任务</translation>
    </message>
    <message>
        <source>{0} already in the list</source>
        <translation>{0} 个已在列表中</translation>
    </message>
    <message>
        <source>{0} unusable</source>
        <translation>{0} 个无法识别</translation>
    </message>
</context>
<context>
    <name>AppearancePage</name>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>S&amp;ystem</source>
        <translation>跟随系统(&amp;Y)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>As the system says</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>语言(&amp;G)</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Everything that is finished is saved</source>
        <translation>所有已完成的视频都已保存</translation>
    </message>
    <message>
        <source>Saving 1 video</source>
        <translation>正在保存 1 个视频</translation>
    </message>
    <message>
        <source>Saving {0} videos</source>
        <translation>正在保存 {0} 个视频</translation>
    </message>
    <message>
        <source>Opened the first {0} of {1} sharing pages</source>
        <translation>已打开前 {0} 个分享页面，共 {1} 个</translation>
    </message>
    <message>
        <source>No browser could be opened</source>
        <translation>无法打开浏览器</translation>
    </message>
    <message>
        <source>No file manager could be opened</source>
        <translation>无法打开文件管理器</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Save to</source>
        <translation>保存到</translation>
    </message>
</context>
<context>
    <name>ConnectionPage</name>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>&amp;Requests a second, for each provider</source>
        <translation>每个服务商每秒请求数(&amp;R)</translation>
    </message>
    <message>
        <source>More shows progress sooner when many tasks run; some providers allow less.</source>
        <translation>任务较多时，数值越大进度更新越快；部分服务商限制较严。</translation>
    </message>
    <message>
        <source>&amp;Proxy</source>
        <translation>代理(&amp;P)</translation>
    </message>
</context>
<context>
    <name>DesktopPage</name>
    <message>
        <source>Desktop</source>
        <translation>桌面</translation>
    </message>
    <message>
        <source>&amp;Notify when videos are finished or have failed</source>
        <translation>视频完成或失败时通知我(&amp;N)</translation>
    </message>
    <message>
        <source>Keep the computer &amp;awake while videos are saved</source>
        <translation>保存视频时不让电脑休眠(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Start when I log in</source>
        <translation>登录时启动(&amp;S)</translation>
    </message>
    <message>
        <source>About the start at login</source>
        <translation>关于登录时启动</translation>
    </message>
    <message>
        <source>Only while no window of Pika Monitor is in front; many at once as one.</source>
        <translation>仅当 Pika Monitor 的窗口都不在前台时；同时完成的合并为一条。</translation>
    </message>
    <message>
        <source>You can still send it to sleep yourself.</source>
        <translation>您仍可以手动让它休眠。</translation>
    </message>
    <message>
        <source>Ask me</source>
        <translation>询问我</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Stay in the tray</source>
        <translation>留在托盘</translation>
    </message>
    <message>
        <source>When I &amp;close the window</source>
        <translation>关闭窗口时(&amp;C)</translation>
    </message>
    <message>
        <source>This desktop has no tray: closing quits.</source>
        <translation>此桌面没有托盘：关闭即退出。</translation>
    </message>
    <message>
        <source>This runs from its source code; the installed app can start at login.</source>
        <translation>当前从源代码运行；安装后的应用可以在登录时启动。</translation>
    </message>
    <message>
        <source>Not with a data folder of your own: it keeps nothing anywhere else.</source>
        <translation>使用自定数据文件夹时不可用：此时不会在别处存放任何内容。</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>1 task</source>
        <translation>1 个任务</translation>
    </message>
    <message>
        <source>{0} tasks</source>
        <translation>{0} 个任务</translation>
    </message>
    <message>
        <source>1 video</source>
        <translation>1 个视频</translation>
    </message>
    <message>
        <source>{0} videos</source>
        <translation>{0} 个视频</translation>
    </message>
    <message>
        <source>{0} not saved</source>
        <translation>{0} 个未保存</translation>
    </message>
    <message>
        <source>Task {0}</source>
        <translation>任务 {0}</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Videos</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Task ID</source>
        <translation>任务 ID</translation>
    </message>
    <message>
        <source>Video ID</source>
        <translation>视频 ID</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>服务商</translation>
    </message>
    <message>
        <source>Reported as</source>
        <translation>服务商状态</translation>
    </message>
    <message>
        <source>Added</source>
        <comment>when</comment>
        <translation>添加时间</translation>
    </message>
    <message>
        <source>Finished</source>
        <comment>when</comment>
        <translation>完成时间</translation>
    </message>
    <message>
        <source>Saved file</source>
        <translation>保存位置</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Verified</source>
        <comment>when</comment>
        <translation>校验时间</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>传输</translation>
    </message>
    <message>
        <source>Waits because</source>
        <translation>等待原因</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>已接收</translation>
    </message>
    <message>
        <source>Goes to</source>
        <translation>保存到</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>无法识别</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>链接</translation>
    </message>
    <message>
        <source>Link ends</source>
        <translation>链接失效时间</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>文件时长</translation>
    </message>
    <message>
        <source>{0} s, not as announced</source>
        <translation>{0} 秒，与标称不符</translation>
    </message>
    <message>
        <source>Saved and verified</source>
        <translation>已保存并校验</translation>
    </message>
    <message>
        <source>Saved, file missing</source>
        <translation>已保存，文件丢失</translation>
    </message>
    <message>
        <source>Saved, file changed</source>
        <translation>已保存，文件已改动</translation>
    </message>
    <message>
        <source>Finished, not saved</source>
        <translation>已完成，未保存</translation>
    </message>
    <message>
        <source>Finished, waiting for the file</source>
        <translation>已完成，等待文件</translation>
    </message>
    <message>
        <source>The saved video is shorter than announced.</source>
        <translation>保存的视频比标称时长短。</translation>
    </message>
    <message>
        <source>The saved video is longer than announced.</source>
        <translation>保存的视频比标称时长长。</translation>
    </message>
    <message>
        <source>The provider says {0} s, the file has {1} s. The file itself is whole.</source>
        <translation>服务商标称 {0} 秒，文件实际为 {1} 秒。文件本身是完整的。</translation>
    </message>
    <message>
        <source>Look at it while the provider still has it.</source>
        <translation>请趁服务商仍保留该视频时查看确认。</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>已添加</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>video {0}</source>
        <translation>视频 {0}</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>开始排队</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始生成</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Last answer</source>
        <translation>最近一次响应</translation>
    </message>
    <message>
        <source>News</source>
        <translation>有更新</translation>
    </message>
    <message>
        <source>Nothing new</source>
        <translation>无变化</translation>
    </message>
    <message>
        <source>{0} ms</source>
        <translation>{0} 毫秒</translation>
    </message>
</context>
<context>
    <name>DetailsPane</name>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Select a video to see all that is known of it.</source>
        <translation>选择一个视频，即可查看它的全部信息。</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Fetch again</source>
        <translation>重新获取</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>动态</translation>
    </message>
    <message>
        <source>Last checks</source>
        <translation>最近的检查</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>复制诊断信息</translation>
    </message>
    <message>
        <source>Versions, states, times and the prompt; no key and no link</source>
        <translation>包含版本、状态、时间和提示词，不含密钥和链接</translation>
    </message>
    <message>
        <source>Save what is selected</source>
        <translation>保存所选视频</translation>
    </message>
    <message>
        <source>Show what is selected in its folder</source>
        <translation>打开所选视频所在的文件夹</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看文件</translation>
    </message>
    <message>
        <source>Play what is selected</source>
        <translation>播放所选视频</translation>
    </message>
    <message>
        <source>Pause what is selected</source>
        <translation>暂停所选传输</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Go on with what is selected</source>
        <translation>继续所选传输</translation>
    </message>
    <message>
        <source>Cancel what is selected</source>
        <translation>取消所选传输</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Copy the prompt</source>
        <translation>复制提示词</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Follow your videos from here</source>
        <translation>在这里跟踪你的视频</translation>
    </message>
    <message>
        <source>Paste task IDs into this window, or drop a text with IDs or links on it.</source>
        <translation>将任务 ID 粘贴到此窗口，或把含有 ID 或链接的文本拖进来。</translation>
    </message>
    <message>
        <source>The ID is in the answer of the provider&apos;s “generate” call. Feed URLs and video links hold it too.</source>
        <translation>任务 ID 在服务商“生成”接口的返回结果里，查询链接和视频链接中也有。</translation>
    </message>
    <message>
        <source>Add your first tasks</source>
        <translation>添加第一批任务</translation>
    </message>
    <message>
        <source>Try the demo tasks</source>
        <translation>试试演示任务</translation>
    </message>
</context>
<context>
    <name>ExplanationBox</name>
    <message>
        <source>In its own words</source>
        <translation>服务商原文</translation>
    </message>
</context>
<context>
    <name>FactTable</name>
    <message>
        <source>Show in folder</source>
        <translation>打开所在文件夹</translation>
    </message>
    <message>
        <source>Copy {0}</source>
        <translation>复制{0}</translation>
    </message>
</context>
<context>
    <name>Farewell</name>
    <message>
        <source>Saving 1 video, then quitting</source>
        <translation>正在保存 1 个视频，完成后退出</translation>
    </message>
    <message>
        <source>Saving {0} videos, then quitting</source>
        <translation>正在保存 {0} 个视频，完成后退出</translation>
    </message>
    <message>
        <source>1 video could not be saved</source>
        <translation>有 1 个视频未能保存</translation>
    </message>
    <message>
        <source>{0} videos could not be saved</source>
        <translation>有 {0} 个视频未能保存</translation>
    </message>
</context>
<context>
    <name>FolderField</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>About this folder</source>
        <translation>关于此文件夹</translation>
    </message>
    <message>
        <source>This folder cannot be written to.</source>
        <translation>此文件夹无法写入。</translation>
    </message>
    <message>
        <source>This is not a folder.</source>
        <translation>这不是文件夹。</translation>
    </message>
    <message>
        <source>Checking this folder…</source>
        <translation>正在检查此文件夹…</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
</context>
<context>
    <name>GuideWindow</name>
    <message>
        <source>Guide</source>
        <translation>使用指南</translation>
    </message>
    <message>
        <source>Pages of the guide</source>
        <translation>指南的页面</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>What&apos;s new</source>
        <translation>新增内容</translation>
    </message>
</context>
<context>
    <name>HaulDialog</name>
    <message>
        <source>What could not be used</source>
        <translation>无法使用的内容</translation>
    </message>
    <message>
        <source>File that was not read</source>
        <translation>未读取的文件</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>1 entry is no task ID</source>
        <translation>1 项不是任务 ID</translation>
    </message>
    <message>
        <source>{0} entries are no task IDs</source>
        <translation>{0} 项不是任务 ID</translation>
    </message>
    <message>
        <source>1 task was in the list already.</source>
        <translation>1 个任务已在列表中。</translation>
    </message>
    <message>
        <source>{0} tasks were in the list already.</source>
        <translation>{0} 个任务已在列表中。</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Guide</source>
        <translation>使用指南</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
</context>
<context>
    <name>Intake</name>
    <message>
        <source>There is no task ID in this text</source>
        <translation>这段文本里没有任务 ID</translation>
    </message>
    <message>
        <source>These tasks are in the list already</source>
        <translation>这些任务已在列表中</translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation>粘贴的文本</translation>
    </message>
    <message>
        <source>“{0}” was not read</source>
        <translation>未读取“{0}”</translation>
    </message>
    <message>
        <source>{0} files were not read</source>
        <translation>{0} 个文件未读取</translation>
    </message>
    <message>
        <source>Added 1 task</source>
        <translation>已添加 1 个任务</translation>
    </message>
    <message>
        <source>Added {0} tasks</source>
        <translation>已添加 {0} 个任务</translation>
    </message>
    <message>
        <source>{0} added</source>
        <translation>已添加 {0} 个</translation>
    </message>
    <message>
        <source>{0} known</source>
        <translation>{0} 个已在列表中</translation>
    </message>
    <message>
        <source>1 not an ID</source>
        <translation>1 项不是 ID</translation>
    </message>
    <message>
        <source>{0} not IDs</source>
        <translation>{0} 项不是 ID</translation>
    </message>
</context>
<context>
    <name>KeyField</name>
    <message>
        <source>About the key</source>
        <translation>关于密钥</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Forget the key</source>
        <translation>清除密钥</translation>
    </message>
    <message>
        <source>Hide the key</source>
        <translation>隐藏密钥</translation>
    </message>
    <message>
        <source>Show the key</source>
        <translation>显示密钥</translation>
    </message>
    <message>
        <source>The key is forgotten.</source>
        <translation>密钥已清除。</translation>
    </message>
    <message>
        <source>A key is kept in the keyring. What is typed here takes its place.</source>
        <translation>密钥环中已有密钥，在此输入会将其替换。</translation>
    </message>
    <message>
        <source>A key is used until you quit; it is not kept in the keyring.</source>
        <translation>密钥仅在退出前有效，不会存入密钥环。</translation>
    </message>
    <message>
        <source>The keyring is being asked…</source>
        <translation>正在读取密钥环…</translation>
    </message>
    <message>
        <source>May stay empty. It is kept in the system&apos;s keyring, nowhere else.</source>
        <translation>可以留空。密钥只会存入系统密钥环。</translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Open the data folder</source>
        <translation>打开数据文件夹</translation>
    </message>
    <message>
        <source>The library could not be read. Saved videos are not touched.</source>
        <translation>无法读取任务库。已保存的视频不受影响。</translation>
    </message>
    <message>
        <source>Looking at what is left of it…</source>
        <translation>正在检查还能读出的内容…</translation>
    </message>
    <message>
        <source>Nothing can be read of it, and there is no backup.</source>
        <translation>其中没有可读的内容，也没有备份。</translation>
    </message>
    <message>
        <source>Start with an empty library</source>
        <translation>从空任务库开始</translation>
    </message>
    <message>
        <source>Start with what can be read ({0})</source>
        <translation>使用还能读出的内容（{0}）</translation>
    </message>
    <message>
        <source>Repair from what can be read and the backup ({0})</source>
        <translation>用可读内容和备份修复（{0}）</translation>
    </message>
    <message>
        <source>Restore the backup of {0} ({1})</source>
        <translation>恢复 {0} 的备份（{1}）</translation>
    </message>
    <message>
        <source>1 task</source>
        <translation>1 个任务</translation>
    </message>
    <message>
        <source>{0} tasks</source>
        <translation>{0} 个任务</translation>
    </message>
</context>
<context>
    <name>MainFrame</name>
    <message>
        <source>The window is too narrow for the details</source>
        <translation>窗口太窄，无法显示详情</translation>
    </message>
    <message>
        <source>The window is too narrow for the side bar</source>
        <translation>窗口太窄，无法显示侧边栏</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>The address of this server is not known.</source>
        <translation>找不到该服务器的地址。</translation>
    </message>
    <message>
        <source>Check the endpoint and your connection.</source>
        <translation>请检查接口地址和网络连接。</translation>
    </message>
    <message>
        <source>Either the name has a typing error, or this computer reaches no name server.</source>
        <translation>可能是域名有误，也可能是本机无法访问 DNS 服务器。</translation>
    </message>
    <message>
        <source>The server refuses the connection.</source>
        <translation>服务器拒绝连接。</translation>
    </message>
    <message>
        <source>Check the endpoint and its port.</source>
        <translation>请检查接口地址和端口。</translation>
    </message>
    <message>
        <source>The computer was reached, but no program listens on this port.</source>
        <translation>已连到主机，但该端口上没有服务在运行。</translation>
    </message>
    <message>
        <source>The server does not answer.</source>
        <translation>服务器没有响应。</translation>
    </message>
    <message>
        <source>It is tried again.</source>
        <translation>稍后会自动重试。</translation>
    </message>
    <message>
        <source>It may be down, or a firewall on the way lets nothing through.</source>
        <translation>服务器可能已停机，或被途中的防火墙拦截。</translation>
    </message>
    <message>
        <source>The server took too long.</source>
        <translation>服务器响应超时。</translation>
    </message>
    <message>
        <source>It was reached, but its answer did not come in time. It may be busy.</source>
        <translation>已连上服务器，但未能及时收到响应，可能是服务器繁忙。</translation>
    </message>
    <message>
        <source>The connection broke off.</source>
        <translation>连接中断。</translation>
    </message>
    <message>
        <source>The server or the network ended it before the answer was whole.</source>
        <translation>响应尚未接收完整，连接就被服务器或网络断开了。</translation>
    </message>
    <message>
        <source>The server cannot be reached.</source>
        <translation>无法连接服务器。</translation>
    </message>
    <message>
        <source>Check your network connection.</source>
        <translation>请检查网络连接。</translation>
    </message>
    <message>
        <source>There is no way from this computer to the server at the moment.</source>
        <translation>本机目前无法访问该服务器。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate has expired.</source>
        <translation>服务器证书已过期。</translation>
    </message>
    <message>
        <source>Check this computer&apos;s clock, or tell the provider.</source>
        <translation>请检查本机时间，或联系服务商。</translation>
    </message>
    <message>
        <source>Nothing was sent: it is not certain who the server is.</source>
        <translation>无法确认服务器身份，未发送任何数据。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is for another address.</source>
        <translation>服务器证书与地址不符。</translation>
    </message>
    <message>
        <source>Check the endpoint.</source>
        <translation>请检查接口地址。</translation>
    </message>
    <message>
        <source>Nothing was sent: another server may have answered, such as the login of a network.</source>
        <translation>应答的可能是别的服务器（例如网络登录页），未发送任何数据。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not trusted.</source>
        <translation>服务器证书不受信任。</translation>
    </message>
    <message>
        <source>In a company network, its root certificate has to be installed on this computer.</source>
        <translation>如果使用公司网络，需要先在本机安装公司的根证书。</translation>
    </message>
    <message>
        <source>Nothing was sent: no one that this computer trusts vouches for the server.</source>
        <translation>该证书并非由本机信任的机构签发，未发送任何数据。</translation>
    </message>
    <message>
        <source>No secure connection could be made.</source>
        <translation>无法建立安全连接。</translation>
    </message>
    <message>
        <source>Check the endpoint, https and the port.</source>
        <translation>请检查接口地址、https 和端口。</translation>
    </message>
    <message>
        <source>The server may speak plain http there, or only an outdated encryption.</source>
        <translation>服务器可能在该端口只支持 http，或只支持过时的加密方式。</translation>
    </message>
    <message>
        <source>The proxy does not answer.</source>
        <translation>代理没有响应。</translation>
    </message>
    <message>
        <source>Check the proxy in Settings, or in the system&apos;s settings.</source>
        <translation>请检查设置中的代理，或系统的代理设置。</translation>
    </message>
    <message>
        <source>Requests go through a proxy, and it did not let this one through.</source>
        <translation>请求需要经过代理，但代理没有放行。</translation>
    </message>
    <message>
        <source>The proxy asks for a name and a password.</source>
        <translation>代理需要用户名和密码。</translation>
    </message>
    <message>
        <source>Add them to the system&apos;s proxy settings, or enter a proxy in Settings that needs none.</source>
        <translation>请在系统的代理设置中填写，或在设置中改用无需登录的代理。</translation>
    </message>
    <message>
        <source>It is the proxy that refuses, not the provider. Your API key is not concerned.</source>
        <translation>拒绝请求的是代理而非服务商，与 API 密钥无关。</translation>
    </message>
    <message>
        <source>The server sends on to a place that is not safe to follow.</source>
        <translation>服务器要求跳转到不安全的地址。</translation>
    </message>
    <message>
        <source>There, the key or the answer could have been read by others.</source>
        <translation>如果跳转，密钥或返回的内容可能被他人读取。</translation>
    </message>
    <message>
        <source>The link is not one that can be opened.</source>
        <translation>无法打开此链接。</translation>
    </message>
    <message>
        <source>Only http and https are.</source>
        <translation>仅支持 http 和 https 链接。</translation>
    </message>
    <message>
        <source>The provider gave it like this; nothing was opened.</source>
        <translation>链接由服务商提供，未打开任何内容。</translation>
    </message>
    <message>
        <source>The key would travel unencrypted.</source>
        <translation>密钥将以明文传输。</translation>
    </message>
    <message>
        <source>Use an https endpoint, or allow it in the provider&apos;s settings.</source>
        <translation>请改用 https 接口地址，或在服务商设置中允许。</translation>
    </message>
    <message>
        <source>The endpoint begins with http://, so anyone on the way could read it. Nothing was sent.</source>
        <translation>接口地址以 http:// 开头，途中任何人都可能读到密钥。未发送任何数据。</translation>
    </message>
    <message>
        <source>The provider does not accept the key.</source>
        <translation>服务商不接受此密钥。</translation>
    </message>
    <message>
        <source>Enter a new one.</source>
        <translation>请重新输入密钥。</translation>
    </message>
    <message>
        <source>It may be mistyped, withdrawn, or of another provider. Checking waits until the key changes.</source>
        <translation>密钥可能输错、已失效，或属于其他服务商。更换密钥前会暂停检查。</translation>
    </message>
    <message>
        <source>The provider does not allow this.</source>
        <translation>服务商拒绝了此请求。</translation>
    </message>
    <message>
        <source>Check the key and your account there.</source>
        <translation>请检查密钥和服务商账户。</translation>
    </message>
    <message>
        <source>The key was understood, but the account may not ask. Checking waits until the key changes.</source>
        <translation>密钥有效，但账户没有查询权限。更换密钥前会暂停检查。</translation>
    </message>
    <message>
        <source>The provider does not know this task.</source>
        <translation>服务商找不到此任务。</translation>
    </message>
    <message>
        <source>Check the ID and which provider it belongs to.</source>
        <translation>请检查任务 ID 及其所属的服务商。</translation>
    </message>
    <message>
        <source>A new task may take minutes to be known. It is checked for a day, then no longer.</source>
        <translation>新任务可能要几分钟后才能查到。一天内会持续检查，之后停止。</translation>
    </message>
    <message>
        <source>The provider asks for fewer requests.</source>
        <translation>服务商要求降低请求频率。</translation>
    </message>
    <message>
        <source>Checking goes on after a pause.</source>
        <translation>稍后会继续检查。</translation>
    </message>
    <message>
        <source>The task itself goes on there. If it happens often, lower the rate in Settings.</source>
        <translation>任务本身不受影响。如果经常出现，请在设置中降低请求频率。</translation>
    </message>
    <message>
        <source>The provider has trouble.</source>
        <translation>服务商出现故障。</translation>
    </message>
    <message>
        <source>Its own server failed, which says nothing about the task.</source>
        <translation>这是服务商服务器的问题，与任务无关。</translation>
    </message>
    <message>
        <source>The server gave an answer that is not expected.</source>
        <translation>服务器返回了意外的响应。</translation>
    </message>
    <message>
        <source>Something answers there, but not as a Pika provider does.</source>
        <translation>该地址有响应，但不是 Pika 服务商的格式。</translation>
    </message>
    <message>
        <source>The provider reports an error.</source>
        <translation>服务商返回错误。</translation>
    </message>
    <message>
        <source>It answered, and with an error of its own in place of the task.</source>
        <translation>服务商有响应，但返回的是错误而非任务信息。</translation>
    </message>
    <message>
        <source>The answer is not what a Pika provider sends.</source>
        <translation>返回的内容不是 Pika 服务商的格式。</translation>
    </message>
    <message>
        <source>What was known of the task stays as it is.</source>
        <translation>已有的任务信息不受影响。</translation>
    </message>
    <message>
        <source>A web page came instead of an answer.</source>
        <translation>收到的是网页，而不是任务信息。</translation>
    </message>
    <message>
        <source>Check the endpoint, or log in to this network first.</source>
        <translation>请检查接口地址，或先登录当前网络。</translation>
    </message>
    <message>
        <source>Networks of hotels, trains and guests answer everything with their own page until you log in.</source>
        <translation>酒店、列车等公共网络在登录前，会用自己的页面回应所有请求。</translation>
    </message>
    <message>
        <source>The answer is too large to be right.</source>
        <translation>返回的内容过大，明显异常。</translation>
    </message>
    <message>
        <source>It was left unread. What was known of the task stays as it is.</source>
        <translation>内容未读取，已有的任务信息不受影响。</translation>
    </message>
    <message>
        <source>The link to the video has ended and the provider gave no new one.</source>
        <translation>视频链接已失效，服务商没有提供新链接。</translation>
    </message>
    <message>
        <source>Check again later.</source>
        <translation>请稍后再检查。</translation>
    </message>
    <message>
        <source>Providers keep a video for a limited time. It may be gone there.</source>
        <translation>服务商只会保留视频一段时间，可能已被删除。</translation>
    </message>
    <message>
        <source>The provider has given no link to the video yet.</source>
        <translation>服务商尚未提供视频链接。</translation>
    </message>
    <message>
        <source>A finished video is sometimes without its file for some minutes.</source>
        <translation>视频完成后，有时要过几分钟才有文件。</translation>
    </message>
    <message>
        <source>What came is not a video.</source>
        <translation>收到的内容不是视频。</translation>
    </message>
    <message>
        <source>Nothing was saved; try again later.</source>
        <translation>未保存，请稍后重试。</translation>
    </message>
    <message>
        <source>The link led to a page or to an empty answer.</source>
        <translation>链接指向的是网页或空内容。</translation>
    </message>
    <message>
        <source>The video did not arrive whole.</source>
        <translation>视频下载不完整。</translation>
    </message>
    <message>
        <source>Nothing was saved; try again.</source>
        <translation>未保存，请重试。</translation>
    </message>
    <message>
        <source>Its end is missing, and a part of a video is never kept as if it were whole.</source>
        <translation>视频缺少结尾，不完整的视频不会保存。</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>磁盘已满。</translation>
    </message>
    <message>
        <source>Free some space, then save again.</source>
        <translation>请清理空间后重新保存。</translation>
    </message>
    <message>
        <source>The video is still at the provider.</source>
        <translation>视频仍在服务商处。</translation>
    </message>
    <message>
        <source>This folder cannot be written to.</source>
        <translation>此文件夹无法写入。</translation>
    </message>
    <message>
        <source>Choose another one in Settings.</source>
        <translation>请在设置中选择其他文件夹。</translation>
    </message>
    <message>
        <source>You have no right to write there. The video is still at the provider.</source>
        <translation>你没有该文件夹的写入权限。视频仍在服务商处。</translation>
    </message>
    <message>
        <source>The folder is not there.</source>
        <translation>文件夹不存在。</translation>
    </message>
    <message>
        <source>It was removed or renamed, or its disk is not connected.</source>
        <translation>文件夹可能已被删除或重命名，或所在磁盘未连接。</translation>
    </message>
    <message>
        <source>The file&apos;s path is too long here.</source>
        <translation>文件路径过长。</translation>
    </message>
    <message>
        <source>Choose a folder with a shorter path in Settings.</source>
        <translation>请在设置中选择路径较短的文件夹。</translation>
    </message>
    <message>
        <source>This file system does not take so long a path.</source>
        <translation>此文件系统不支持这么长的路径。</translation>
    </message>
    <message>
        <source>The disk reports an error.</source>
        <translation>磁盘出错。</translation>
    </message>
    <message>
        <source>Check it, then try again.</source>
        <translation>请检查磁盘后重试。</translation>
    </message>
    <message>
        <source>Reading or writing failed. The video is still at the provider.</source>
        <translation>读写失败。视频仍在服务商处。</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>Nothing was saved.</source>
        <translation>未保存任何内容。</translation>
    </message>
    <message>
        <source>It can be started again at any time.</source>
        <translation>可随时重新开始。</translation>
    </message>
    <message>
        <source>This system has no keyring.</source>
        <translation>系统中没有可用的密钥环。</translation>
    </message>
    <message>
        <source>The key is kept until you quit, and not stored.</source>
        <translation>密钥只在退出前有效，不会存储。</translation>
    </message>
    <message>
        <source>Keys are never written to a file, where other programs could read them.</source>
        <translation>为防止被其他程序读取，密钥绝不会写入文件。</translation>
    </message>
    <message>
        <source>The keyring is locked.</source>
        <translation>密钥环已锁定。</translation>
    </message>
    <message>
        <source>Unlock it, then try again.</source>
        <translation>请解锁后重试。</translation>
    </message>
    <message>
        <source>The key is in there, and only you can open it.</source>
        <translation>密钥就在其中，只有你能解锁。</translation>
    </message>
    <message>
        <source>The keyring has not answered yet.</source>
        <translation>密钥环尚未响应。</translation>
    </message>
    <message>
        <source>It may be asking for your password in another window.</source>
        <translation>可能正在另一个窗口中等你输入密码。</translation>
    </message>
    <message>
        <source>Until it answers, this provider is not asked.</source>
        <translation>在密钥环响应之前，不会向该服务商查询。</translation>
    </message>
    <message>
        <source>The keyring does not work.</source>
        <translation>密钥环无法使用。</translation>
    </message>
    <message>
        <source>The key can be used until you quit, without being stored.</source>
        <translation>密钥可以一直用到退出，但不会存储。</translation>
    </message>
    <message>
        <source>The system&apos;s store for passwords gave an error.</source>
        <translation>系统的密码存储出错。</translation>
    </message>
    <message>
        <source>The key holds characters that no key has.</source>
        <translation>密钥含有无效字符。</translation>
    </message>
    <message>
        <source>Copy it from the provider once more.</source>
        <translation>请从服务商处重新复制。</translation>
    </message>
    <message>
        <source>A key is made of plain letters, digits and signs. Nothing was sent.</source>
        <translation>密钥只由英文字母、数字和符号组成。未发送任何数据。</translation>
    </message>
    <message>
        <source>The library is damaged.</source>
        <translation>任务库已损坏。</translation>
    </message>
    <message>
        <source>It can be made anew from what is left.</source>
        <translation>可以用剩余内容重建。</translation>
    </message>
    <message>
        <source>A fault of the disk, or another program, has changed its file. Saved videos are not touched, and the damaged file is kept whatever you choose.</source>
        <translation>磁盘故障或其他程序改动了任务库文件。已保存的视频不受影响；无论如何选择，损坏的文件都会保留。</translation>
    </message>
    <message>
        <source>The library is gone.</source>
        <translation>任务库不见了。</translation>
    </message>
    <message>
        <source>Restore it, or bring its file back and try again.</source>
        <translation>请恢复任务库，或放回原文件后重试。</translation>
    </message>
    <message>
        <source>Its file was removed or emptied. Saved videos are not touched.</source>
        <translation>任务库文件被移走或清空。已保存的视频不受影响。</translation>
    </message>
    <message>
        <source>The library is of a newer version of Pika Monitor.</source>
        <translation>任务库来自更新版本的 Pika Monitor。</translation>
    </message>
    <message>
        <source>Install the newest version, then open it again.</source>
        <translation>请安装最新版本后再打开。</translation>
    </message>
    <message>
        <source>Nothing is lost: this version leaves it exactly as it is.</source>
        <translation>没有丢失任何内容：当前版本不会改动任务库。</translation>
    </message>
    <message>
        <source>Another program keeps the library to itself.</source>
        <translation>任务库正被其他程序占用。</translation>
    </message>
    <message>
        <source>Close that program; it is tried again by itself.</source>
        <translation>请关闭该程序；之后会自动重试。</translation>
    </message>
    <message>
        <source>Nothing is lost. It may be a backup, a synchronisation or a database tool.</source>
        <translation>没有丢失任何内容。可能是备份、同步或数据库工具。</translation>
    </message>
    <message>
        <source>The library cannot be written to.</source>
        <translation>任务库无法写入。</translation>
    </message>
    <message>
        <source>Allow changes in its folder; it is tried again by itself.</source>
        <translation>请允许写入其所在文件夹；之后会自动重试。</translation>
    </message>
    <message>
        <source>Nothing is lost. Its file, its folder or its disk takes no changes.</source>
        <translation>没有丢失任何内容。任务库的文件、文件夹或磁盘为只读。</translation>
    </message>
    <message>
        <source>The library&apos;s disk is full.</source>
        <translation>任务库所在磁盘已满。</translation>
    </message>
    <message>
        <source>Free some space; it is tried again by itself.</source>
        <translation>请腾出一些空间；之后会自动重试。</translation>
    </message>
    <message>
        <source>Nothing is lost. Even to open the library takes a little room.</source>
        <translation>没有丢失任何内容。打开任务库也需要少量空间。</translation>
    </message>
    <message>
        <source>Something went wrong in Pika Monitor itself.</source>
        <translation>Pika Monitor 内部出错。</translation>
    </message>
    <message>
        <source>The log has the details.</source>
        <translation>详情请查看日志。</translation>
    </message>
    <message>
        <source>This is a defect of the app, not of the task. Nothing known was lost.</source>
        <translation>这是应用的问题，与任务无关，已有信息没有丢失。</translation>
    </message>
    <message>
        <source>The provider could not make this video.</source>
        <translation>服务商未能生成此视频。</translation>
    </message>
    <message>
        <source>Start a new task there, perhaps with another prompt.</source>
        <translation>请在服务商处新建任务，也可以换个提示词试试。</translation>
    </message>
    <message>
        <source>It has ended for good: nothing more will come of it.</source>
        <translation>任务已终止，不会再有结果。</translation>
    </message>
    <message>
        <source>It goes on when there is room.</source>
        <translation>有空间后会自动继续。</translation>
    </message>
    <message>
        <source>It goes on when the folder is back.</source>
        <translation>文件夹恢复后会自动继续。</translation>
    </message>
    <message>
        <source>It goes on by itself when it can; or choose another folder.</source>
        <translation>条件允许时会自动继续，也可以选择其他文件夹。</translation>
    </message>
    <message>
        <source>Free some space, and it goes on by itself; or choose another folder.</source>
        <translation>清理出空间后会自动继续，也可以选择其他文件夹。</translation>
    </message>
    <message>
        <source>Needs {0}; {1} are free in {2}.</source>
        <translation>需要 {0}，{2} 仅剩 {1} 可用空间。</translation>
    </message>
    <message>
        <source>Needs {0}; {1} are free.</source>
        <translation>需要 {0}，仅剩 {1} 可用空间。</translation>
    </message>
    <message>
        <source>The folder {0} is not there.</source>
        <translation>找不到文件夹 {0}。</translation>
    </message>
    <message>
        <source>The folder {0} cannot be written to.</source>
        <translation>文件夹 {0} 无法写入。</translation>
    </message>
    <message>
        <source>“{0}” is larger than {1}; that is more than is looked through.</source>
        <translation>“{0}”超过 {1}，文件太大，无法识别。</translation>
    </message>
    <message>
        <source>“{0}” cannot be read.</source>
        <translation>无法读取“{0}”。</translation>
    </message>
    <message>
        <source>{0} {1}</source>
        <comment>two sentences</comment>
        <translation>{0}{1}</translation>
    </message>
    <message>
        <source>, </source>
        <comment>in a list</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>{0}&#xa0;%</source>
        <translation>{0}%</translation>
    </message>
    <message>
        <source>{0}/s</source>
        <translation>{0}/秒</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} 分钟</translation>
    </message>
    <message>
        <source>{0} h</source>
        <translation>{0} 小时</translation>
    </message>
    <message>
        <source>{0} days</source>
        <translation>{0} 天</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>{0} ago</source>
        <translation>{0}前</translation>
    </message>
    <message>
        <source>{0}st of {1}</source>
        <comment>place in a queue</comment>
        <translation>第 {0} 个，共 {1} 个</translation>
    </message>
    <message>
        <source>{0}nd of {1}</source>
        <comment>place in a queue</comment>
        <translation>第 {0} 个，共 {1} 个</translation>
    </message>
    <message>
        <source>{0}rd of {1}</source>
        <comment>place in a queue</comment>
        <translation>第 {0} 个，共 {1} 个</translation>
    </message>
    <message>
        <source>{0}th of {1}</source>
        <comment>place in a queue</comment>
        <translation>第 {0} 个，共 {1} 个</translation>
    </message>
</context>
<context>
    <name>News</name>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Video finished</source>
        <translation>视频已完成</translation>
    </message>
    <message>
        <source>%n videos finished</source>
        <translation>%n 个视频已完成</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Video failed</source>
        <translation>视频生成失败</translation>
    </message>
    <message>
        <source>%n videos failed</source>
        <translation>%n 个视频生成失败</translation>
    </message>
    <message>
        <source>Video not saved</source>
        <translation>视频未能保存</translation>
    </message>
    <message>
        <source>%n videos not saved</source>
        <translation>%n 个视频未能保存</translation>
    </message>
</context>
<context>
    <name>NoMatch</name>
    <message>
        <source>Nothing matches</source>
        <translation>没有匹配的结果</translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Nothing here now</source>
        <translation>这里暂时没有内容</translation>
    </message>
    <message>
        <source>No video is under way.</source>
        <translation>没有进行中的视频。</translation>
    </message>
    <message>
        <source>Every finished video is saved.</source>
        <translation>所有已完成的视频都已保存。</translation>
    </message>
    <message>
        <source>No video is saved yet.</source>
        <translation>还没有已保存的视频。</translation>
    </message>
    <message>
        <source>No video has failed.</source>
        <translation>没有失败的视频。</translation>
    </message>
    <message>
        <source>Every task is known to its provider.</source>
        <translation>没有未找到的任务。</translation>
    </message>
    <message>
        <source>This provider has no tasks.</source>
        <translation>该服务商没有任务。</translation>
    </message>
    <message>
        <source>No prompt, ID or seed has {0}.</source>
        <translation>没有提示词、ID 或种子包含{0}。</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Choose another folder…</source>
        <translation>选择其他文件夹…</translation>
    </message>
    <message>
        <source>The save folder {0} is not there.</source>
        <translation>找不到保存文件夹 {0}。</translation>
    </message>
    <message>
        <source>The save folder {0} cannot be written to.</source>
        <translation>保存文件夹 {0} 无法写入。</translation>
    </message>
    <message>
        <source>The disk of {0} is full.</source>
        <translation>{0} 所在磁盘已满。</translation>
    </message>
    <message>
        <source>Saving needs {0}; {1} are free in {2}.</source>
        <translation>保存需要 {0}，{2} 仅剩 {1} 可用空间。</translation>
    </message>
    <message>
        <source>1 video waits, and goes on by itself when it can.</source>
        <translation>有 1 个视频在等待，条件允许时会自动继续。</translation>
    </message>
    <message>
        <source>{0} videos wait, and go on by themselves when they can.</source>
        <translation>有 {0} 个视频在等待，条件允许时会自动继续。</translation>
    </message>
    <message>
        <source>You are offline. Checking and saving go on when the network is back.</source>
        <translation>网络已断开。恢复连接后会继续检查和保存。</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>Check the endpoint…</source>
        <translation>检查接口地址…</translation>
    </message>
    <message>
        <source>Enter key…</source>
        <translation>输入密钥…</translation>
    </message>
    <message>
        <source>Decide…</source>
        <translation>去处理…</translation>
    </message>
    <message>
        <source>Use for this session…</source>
        <translation>仅本次使用…</translation>
    </message>
    <message>
        <source>Waiting for the keyring… {0}</source>
        <translation>正在等待密钥环…{0}</translation>
    </message>
    <message>
        <source>Another version of Pika Monitor was installed. Restart to use it: saves go on by themselves.</source>
        <translation>已安装 Pika Monitor 的另一个版本。重新启动后即可使用，保存会自动继续。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Changes cannot be written to disk now. {0} The list stays, and is written later.</source>
        <translation>目前无法将更改写入磁盘。{0}列表会保留，稍后再写入。</translation>
    </message>
    <message>
        <source>The library&apos;s file was damaged or replaced and is made anew. The other is kept as {0}.</source>
        <translation>任务库文件曾损坏或被替换，现已重建。原有文件保留为 {0}。</translation>
    </message>
    <message>
        <source>The library&apos;s file was gone, and was made anew with all that is in the list.</source>
        <translation>任务库文件曾丢失，现已用列表中的全部内容重建。</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重新启动</translation>
    </message>
    <message>
        <source>Pika Monitor was removed from this computer. What is open goes on until you quit.</source>
        <translation>Pika Monitor 已从此计算机移除。已打开的窗口在退出前可继续使用。</translation>
    </message>
    <message>
        <source>Pika Monitor is now version {0}.</source>
        <translation>Pika Monitor 已更新到版本 {0}。</translation>
    </message>
    <message>
        <source>What&apos;s new</source>
        <translation>新增内容</translation>
    </message>
    <message>
        <source>You are in the demo. Its videos are samples; connect your provider to follow your own tasks.</source>
        <translation>当前为演示模式，视频均为示例。连接你的服务商，即可跟踪自己的任务。</translation>
    </message>
    <message>
        <source>Connect your provider…</source>
        <translation>连接服务商…</translation>
    </message>
</context>
<context>
    <name>PlayerControls</name>
    <message>
        <source>Player controls</source>
        <translation>播放控件</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>循环播放</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>音量</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation>退出全屏</translation>
    </message>
    <message>
        <source>Loop is on (L)</source>
        <translation>循环播放：开 (L)</translation>
    </message>
    <message>
        <source>Loop is off (L)</source>
        <translation>循环播放：关 (L)</translation>
    </message>
</context>
<context>
    <name>PlayerKeys</name>
    <message>
        <source>Play or pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <source>Back 1 s</source>
        <translation>后退 1 秒</translation>
    </message>
    <message>
        <source>Forward 1 s</source>
        <translation>前进 1 秒</translation>
    </message>
    <message>
        <source>Back 5 s</source>
        <translation>后退 5 秒</translation>
    </message>
    <message>
        <source>Forward 5 s</source>
        <translation>前进 5 秒</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <source>One frame forward</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>跳到开头</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>跳到结尾</translation>
    </message>
    <message>
        <source>Sound on or off</source>
        <translation>打开或关闭声音</translation>
    </message>
    <message>
        <source>Repeat on or off</source>
        <translation>打开或关闭循环播放</translation>
    </message>
    <message>
        <source>Full screen on or off</source>
        <translation>进入或退出全屏</translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation>退出全屏</translation>
    </message>
</context>
<context>
    <name>PlayerPanel</name>
    <message>
        <source>State of the video</source>
        <translation>视频状态</translation>
    </message>
    <message>
        <source>Fetched</source>
        <translation>加载进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Open in system player</source>
        <translation>用系统播放器打开</translation>
    </message>
    <message>
        <source>Fetching the video…</source>
        <translation>正在加载视频…</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>剩余 {0}</translation>
    </message>
</context>
<context>
    <name>PlayerWindow</name>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>The fetch was cancelled.</source>
        <translation>已取消加载。</translation>
    </message>
    <message>
        <source>The player cannot be loaded. Restart Pika Monitor.</source>
        <translation>无法加载播放器。请重新启动 Pika Monitor。</translation>
    </message>
    <message>
        <source>This video cannot be shown here: its format is unknown to the player, or the file is damaged.</source>
        <translation>无法播放此视频：播放器不支持其格式，或文件已损坏。</translation>
    </message>
    <message>
        <source>The system has no program for “{0}”.</source>
        <translation>系统中没有可打开“{0}”的程序。</translation>
    </message>
</context>
<context>
    <name>ProfileDialog</name>
    <message>
        <source>Change provider</source>
        <translation>编辑服务商</translation>
    </message>
    <message>
        <source>Connect a provider</source>
        <translation>连接服务商</translation>
    </message>
    <message>
        <source>About the endpoint</source>
        <translation>关于接口地址</translation>
    </message>
    <message>
        <source>&amp;Test connection</source>
        <translation>测试连接(&amp;T)</translation>
    </message>
    <message>
        <source>Result of the test</source>
        <translation>测试结果</translation>
    </message>
    <message>
        <source>&amp;Save finished videos automatically to</source>
        <translation>自动将已完成的视频保存到(&amp;S)</translation>
    </message>
    <message>
        <source>Folder for saved videos</source>
        <translation>视频保存文件夹</translation>
    </message>
    <message>
        <source>Keyring</source>
        <translation>密钥环</translation>
    </message>
    <message>
        <source>&amp;Use for this session only</source>
        <translation>仅本次使用(&amp;U)</translation>
    </message>
    <message>
        <source>Save changes</source>
        <translation>保存更改</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Why this cannot be done yet</source>
        <translation>暂时无法继续的原因</translation>
    </message>
    <message>
        <source>&amp;Provider</source>
        <translation>服务商(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Endpoint</source>
        <translation>接口地址(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>API &amp;key</source>
        <translation>API 密钥(&amp;K)</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Send the key &amp;unencrypted to {0}</source>
        <translation>允许以明文向 {0} 发送密钥(&amp;U)</translation>
    </message>
    <message>
        <source>This is another server: it is added, and “{0}” keeps its tasks.</source>
        <translation>这是另一个服务器：将作为新服务商添加，“{0}”的任务会保留。</translation>
    </message>
    <message>
        <source>This provider is connected already, as “{0}”: its settings are changed.</source>
        <translation>此服务商已以“{0}”的名称连接，将更新其设置。</translation>
    </message>
    <message>
        <source>Asked at {0}</source>
        <translation>查询地址：{0}</translation>
    </message>
    <message>
        <source>Asking {0}…</source>
        <translation>正在测试 {0}…</translation>
    </message>
    <message>
        <source>The keyring has not answered yet. It may be asking for your password in another window.</source>
        <translation>密钥环尚未响应，可能正在另一个窗口中等你输入密码。</translation>
    </message>
    <message>
        <source>Enter a valid endpoint first.</source>
        <translation>请先输入有效的接口地址。</translation>
    </message>
    <message>
        <source>Check the key.</source>
        <translation>请检查密钥。</translation>
    </message>
    <message>
        <source>Agree to the unencrypted key, or use https.</source>
        <translation>请允许明文发送密钥，或改用 https。</translation>
    </message>
    <message>
        <source>Waiting for the keyring…</source>
        <translation>正在等待密钥环…</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>请输入名称。</translation>
    </message>
    <message>
        <source>Checking the folder…</source>
        <translation>正在检查文件夹…</translation>
    </message>
    <message>
        <source>Choose a folder that can be written to.</source>
        <translation>请选择可写入的文件夹。</translation>
    </message>
</context>
<context>
    <name>PromptView</name>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
</context>
<context>
    <name>Provider</name>
    <message>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Enter the provider&apos;s address.</source>
        <translation>请输入服务商的地址。</translation>
    </message>
    <message>
        <source>The address has to begin with https:// or http://.</source>
        <translation>地址必须以 https:// 或 http:// 开头。</translation>
    </message>
    <message>
        <source>The address has no server in it.</source>
        <translation>地址中缺少服务器名。</translation>
    </message>
    <message>
        <source>The server&apos;s name holds something that no name has.</source>
        <translation>服务器名含有无效字符。</translation>
    </message>
    <message>
        <source>The port has to be a number from 1 to 65535.</source>
        <translation>端口必须是 1 到 65535 之间的数字。</translation>
    </message>
    <message>
        <source>Leave out the user name and password before the @.</source>
        <translation>请去掉 @ 前面的用户名和密码。</translation>
    </message>
    <message>
        <source>Leave out what stands behind the ? or #.</source>
        <translation>请去掉 ? 或 # 及其后面的内容。</translation>
    </message>
    <message>
        <source>It works: the provider answered with a task.</source>
        <translation>连接正常，服务商返回了任务。</translation>
    </message>
    <message>
        <source>The server was reached, but it refuses the key.</source>
        <translation>已连上服务器，但密钥被拒绝。</translation>
    </message>
    <message>
        <source>The server was reached; whether the key is good shows with the first task.</source>
        <translation>已连上服务器；密钥是否有效，要到查询第一个任务时才能确定。</translation>
    </message>
    <message>
        <source>A server answers there, but not as a Pika provider does.</source>
        <translation>该地址有服务器响应，但不是 Pika 服务商。</translation>
    </message>
    <message>
        <source>The server cannot be reached.</source>
        <translation>无法连接服务器。</translation>
    </message>
    <message>
        <source>key in the keyring</source>
        <translation>密钥在密钥环中</translation>
    </message>
    <message>
        <source>key until you quit</source>
        <translation>密钥仅在退出前有效</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>无密钥</translation>
    </message>
    <message>
        <source>waiting for the keyring</source>
        <translation>正在等待密钥环</translation>
    </message>
    <message>
        <source>the keyring gives no key</source>
        <translation>无法从密钥环读取密钥</translation>
    </message>
    <message>
        <source>key not needed yet</source>
        <translation>尚未用到密钥</translation>
    </message>
</context>
<context>
    <name>ProviderList</name>
    <message>
        <source>Providers</source>
        <translation>服务商</translation>
    </message>
    <message>
        <source>&amp;Connect…</source>
        <translation>连接(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Edit…</source>
        <translation>编辑(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Remove…</source>
        <translation>移除(&amp;R)…</translation>
    </message>
    <message>
        <source>What removing does</source>
        <translation>移除的影响</translation>
    </message>
    <message>
        <source>Forget its key as well</source>
        <translation>同时清除密钥</translation>
    </message>
    <message>
        <source>Remove provider</source>
        <translation>移除服务商</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>built in, needs no key</source>
        <translation>内置，无需密钥</translation>
    </message>
    <message>
        <source>Demo is built in and stays as it is.</source>
        <translation>“演示”为内置服务商，无法更改。</translation>
    </message>
    <message>
        <source>“{0}” and its tasks ({1}) leave the list for good. Saved files stay where they are.</source>
        <translation>“{0}”及其任务（{1} 个）将从列表中永久移除。已保存的文件保留在原处。</translation>
    </message>
    <message>
        <source>“{0}” and its tasks ({1}) leave the list for good. Finished, but not saved yet: {2}.</source>
        <translation>“{0}”及其任务（{1} 个）将从列表中永久移除。其中已完成但尚未保存的视频：{2} 个。</translation>
    </message>
    <message>
        <source>“{0}” has no tasks. It leaves the list.</source>
        <translation>“{0}”没有任务，将从列表中移除。</translation>
    </message>
</context>
<context>
    <name>ProvidersPage</name>
    <message>
        <source>Providers</source>
        <translation>服务商</translation>
    </message>
</context>
<context>
    <name>Proxy</name>
    <message>
        <source>A proxy begins with http://, https://, socks5:// or socks5h://.</source>
        <translation>代理地址须以 http://、https://、socks5:// 或 socks5h:// 开头。</translation>
    </message>
    <message>
        <source>The proxy&apos;s name is missing or holds something that no name has.</source>
        <translation>代理的主机名缺失或含有无效字符。</translation>
    </message>
    <message>
        <source>Add the port, as in proxy:3128.</source>
        <translation>请加上端口，例如 proxy:3128。</translation>
    </message>
    <message>
        <source>The port has to be a number from 1 to 65535.</source>
        <translation>端口必须是 1 到 65535 之间的数字。</translation>
    </message>
    <message>
        <source>Leave out the name and password before the @: settings are kept in a plain file that others could read. Put them into the system&apos;s proxy settings instead.</source>
        <translation>请去掉 @ 前面的用户名和密码：设置以明文保存，可能被他人读取。请改在系统的代理设置中填写。</translation>
    </message>
    <message>
        <source>Leave out what stands behind the port.</source>
        <translation>请去掉端口后面的内容。</translation>
    </message>
</context>
<context>
    <name>ProxyField</name>
    <message>
        <source>As the system says</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>About the proxy</source>
        <translation>关于代理</translation>
    </message>
    <message>
        <source>Used for everything but this computer itself.</source>
        <translation>除本机地址外，所有请求都经过此代理。</translation>
    </message>
    <message>
        <source>Empty: as the system says. Else like http://host:3128 or socks5://host:1080</source>
        <translation>留空则跟随系统；或填写如 http://host:3128、socks5://host:1080</translation>
    </message>
</context>
<context>
    <name>QuitQuestion</name>
    <message>
        <source>Videos that are not saved</source>
        <translation>有视频尚未保存</translation>
    </message>
    <message>
        <source>1 finished video is not saved.</source>
        <translation>有 1 个已完成的视频尚未保存。</translation>
    </message>
    <message>
        <source>{0} finished videos are not saved.</source>
        <translation>有 {0} 个已完成的视频尚未保存。</translation>
    </message>
    <message>
        <source>They stay in the list, but a provider keeps its videos for a short time only.</source>
        <translation>它们会留在列表中，但服务商只会短期保留视频。</translation>
    </message>
    <message>
        <source>Save all and quit</source>
        <translation>全部保存并退出</translation>
    </message>
    <message>
        <source>Quit anyway</source>
        <translation>仍然退出</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Removing</name>
    <message>
        <source>No task has all of its videos saved</source>
        <translation>没有视频已全部保存的任务</translation>
    </message>
    <message>
        <source>Removed 1 task</source>
        <translation>已移除 1 个任务</translation>
    </message>
    <message>
        <source>Removed {0} tasks</source>
        <translation>已移除 {0} 个任务</translation>
    </message>
    <message>
        <source>Brought back 1 task</source>
        <translation>已恢复 1 个任务</translation>
    </message>
    <message>
        <source>Brought back {0} tasks</source>
        <translation>已恢复 {0} 个任务</translation>
    </message>
    <message>
        <source>Undo: remove 1 task</source>
        <translation>撤销：移除 1 个任务</translation>
    </message>
    <message>
        <source>Redo: remove 1 task</source>
        <translation>重做：移除 1 个任务</translation>
    </message>
    <message>
        <source>Undo: remove {0} tasks</source>
        <translation>撤销：移除 {0} 个任务</translation>
    </message>
    <message>
        <source>Redo: remove {0} tasks</source>
        <translation>重做：移除 {0} 个任务</translation>
    </message>
</context>
<context>
    <name>Row</name>
    <message>
        <source>{0} videos</source>
        <translation>{0} 个视频</translation>
    </message>
    <message>
        <source>no longer checked</source>
        <translation>不再检查</translation>
    </message>
    <message>
        <source>no videos yet</source>
        <translation>暂无视频</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translation>暂无响应</translation>
    </message>
    <message>
        <source>added {0}</source>
        <translation>{0}添加</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>{0}, verified</source>
        <translation>{0}，已校验</translation>
    </message>
    <message>
        <source>The provider gave no reason.</source>
        <translation>服务商未说明原因。</translation>
    </message>
    <message>
        <source>File missing</source>
        <translation>文件丢失</translation>
    </message>
    <message>
        <source>File changed</source>
        <translation>文件已改动</translation>
    </message>
    <message>
        <source>The file is no longer where it was saved.</source>
        <translation>文件已不在保存的位置。</translation>
    </message>
    <message>
        <source>It was removed, renamed or moved out of the folder, or its disk is not connected.</source>
        <translation>文件可能被删除、改名或移出文件夹，或其所在磁盘未连接。</translation>
    </message>
    <message>
        <source>“Fetch again” brings it back.</source>
        <translation>点“重新获取”即可找回。</translation>
    </message>
    <message>
        <source>The file has been changed since it was saved.</source>
        <translation>文件在保存后被改动过。</translation>
    </message>
    <message>
        <source>Another program wrote to it, or the disk is damaged.</source>
        <translation>可能有其他程序写入，或磁盘已损坏。</translation>
    </message>
    <message>
        <source>“Fetch again” saves the original beside it.</source>
        <translation>点“重新获取”会在旁边另存一份原文件。</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>finished {0}</source>
        <translation>{0}完成</translation>
    </message>
    <message>
        <source>link has ended</source>
        <translation>链接已失效</translation>
    </message>
    <message>
        <source>link ends in {0}</source>
        <translation>链接 {0}后失效</translation>
    </message>
    <message>
        <source>a few seconds left</source>
        <translation>剩余几秒</translation>
    </message>
    <message>
        <source>about {0} left</source>
        <translation>剩余约 {0}</translation>
    </message>
    <message>
        <source>{0} × longer than usual</source>
        <translation>已达平常的 {0} 倍</translation>
    </message>
    <message>
        <source>waiting for the file</source>
        <translation>等待文件</translation>
    </message>
    <message>
        <source>stalled</source>
        <translation>长时间无进展</translation>
    </message>
    <message>
        <source>unchanged for {0}</source>
        <translation>{0}无变化</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>保存中</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>加载中</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>until you resume it</source>
        <translation>等待你继续</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>校验中</translation>
    </message>
    <message>
        <source>all is here</source>
        <translation>已全部接收</translation>
    </message>
    <message>
        <source>waits for its turn</source>
        <translation>排队等待中</translation>
    </message>
    <message>
        <source>Cancel this transfer</source>
        <translation>取消此传输</translation>
    </message>
    <message>
        <source>Go on with this save</source>
        <translation>继续此保存</translation>
    </message>
    <message>
        <source>Pause this save</source>
        <translation>暂停此保存</translation>
    </message>
    <message>
        <source>Try again now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>asks for a new link</source>
        <translation>正在获取新链接</translation>
    </message>
    <message>
        <source>one at a time from {0}</source>
        <translation>{0} 同时只传 1 个</translation>
    </message>
    <message>
        <source>{0} at a time from {1}</source>
        <translation>{1} 同时最多传 {0} 个</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Goes on when the network is back.</source>
        <translation>网络恢复后会自动继续。</translation>
    </message>
    <message>
        <source>Trying again</source>
        <translation>正在重试</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>剩余 {0}</translation>
    </message>
    <message>
        <source>again in {0}</source>
        <translation>{0}后重试</translation>
    </message>
    <message>
        <source>The server asks to wait until {0}.</source>
        <translation>服务器要求等到 {0}。</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <source>Task {0}</source>
        <translation>任务 {0}</translation>
    </message>
    <message>
        <source>seed {0}</source>
        <translation>种子 {0}</translation>
    </message>
    <message>
        <source>video {0}</source>
        <translation>视频 {0}</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <source>Play the video</source>
        <translation>播放视频</translation>
    </message>
    <message>
        <source>Save the video to your folder</source>
        <translation>将视频保存到你的文件夹</translation>
    </message>
    <message>
        <source>Try again to save the video</source>
        <translation>再次尝试保存视频</translation>
    </message>
    <message>
        <source>The provider gives no link to it any more</source>
        <translation>服务商不再提供它的链接</translation>
    </message>
    <message>
        <source>Fetch the video once more and save it</source>
        <translation>重新获取视频并保存</translation>
    </message>
    <message>
        <source>Show the file in its folder</source>
        <translation>打开文件所在的文件夹</translation>
    </message>
    <message>
        <source>Ask the provider now</source>
        <translation>立即向服务商查询</translation>
    </message>
    <message>
        <source>The video is not finished yet</source>
        <translation>视频尚未完成</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Fetch again</source>
        <translation>重新获取</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>SavingPage</name>
    <message>
        <source>Saving</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Folder for saved videos</source>
        <translation>视频保存文件夹</translation>
    </message>
    <message>
        <source>&amp;Save every video as soon as it is finished</source>
        <translation>视频完成后自动保存(&amp;S)</translation>
    </message>
    <message>
        <source>Example of a file name</source>
        <translation>文件名示例</translation>
    </message>
    <message>
        <source>Speed limit</source>
        <translation>速度上限</translation>
    </message>
    <message>
        <source>E&amp;mpty now</source>
        <translation>立即清空(&amp;M)</translation>
    </message>
    <message>
        <source>What the play cache holds</source>
        <translation>播放缓存的内容</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>File &amp;names</source>
        <translation>文件名(&amp;N)</translation>
    </message>
    <message>
        <source>Can hold {0}.</source>
        <translation>可使用 {0}。</translation>
    </message>
    <message>
        <source>Saves &amp;at a time from one server</source>
        <translation>同一服务器同时保存的数量(&amp;A)</translation>
    </message>
    <message>
        <source>Speed &amp;limit of all saves together</source>
        <translation>所有保存的总速度上限(&amp;L)</translation>
    </message>
    <message>
        <source>Disk space for videos that are only &amp;played</source>
        <translation>仅播放的视频可占用的磁盘空间(&amp;P)</translation>
    </message>
    <message>
        <source>Holds {0} now. Saved videos are not in it.</source>
        <translation>现有 {0}。已保存的视频不在其中。</translation>
    </message>
    <message>
        <source>Holds nothing now.</source>
        <translation>现在是空的。</translation>
    </message>
    <message>
        <source>Paper boats drift down a rainy street</source>
        <translation>纸船漂过雨中的街道</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>SessionKeyDialog</name>
    <message>
        <source>Use a key for this session</source>
        <translation>仅本次使用的密钥</translation>
    </message>
    <message>
        <source>Use until I quit</source>
        <translation>使用到退出为止</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Why this cannot be done yet</source>
        <translation>暂时无法继续的原因</translation>
    </message>
    <message>
        <source>API &amp;key of {0}</source>
        <translation>{0} 的 API 密钥(&amp;K)</translation>
    </message>
    <message>
        <source>It is kept in memory only and has to be entered again next time.</source>
        <translation>密钥只保存在内存中，下次需要重新输入。</translation>
    </message>
    <message>
        <source>Enter the key.</source>
        <translation>请输入密钥。</translation>
    </message>
    <message>
        <source>Check the key.</source>
        <translation>请检查密钥。</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Pages of the settings</source>
        <translation>设置的页面</translation>
    </message>
    <message>
        <source>G&amp;uide</source>
        <translation>使用指南(&amp;U)</translation>
    </message>
    <message>
        <source>A&amp;bout</source>
        <translation>关于(&amp;B)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>No action of this name or key</source>
        <translation>没有匹配的操作或按键</translation>
    </message>
    <message>
        <source>In the list</source>
        <translation>列表中的按键</translation>
    </message>
    <message>
        <source>Player</source>
        <translation>播放器</translation>
    </message>
    <message>
        <source>Search actions and keys</source>
        <translation>搜索操作和按键</translation>
    </message>
    <message>
        <source>Play, or press the button that has the focus</source>
        <translation>播放，或按下焦点所在的按钮</translation>
    </message>
    <message>
        <source>To the buttons of a row, and back</source>
        <translation>移到行内的按钮，再移回</translation>
    </message>
    <message>
        <source>Next or previous row</source>
        <translation>下一行或上一行</translation>
    </message>
    <message>
        <source>Select up to the next or previous row</source>
        <translation>扩展选择到下一行或上一行</translation>
    </message>
    <message>
        <source>Move without selecting, then select one more</source>
        <translation>只移动不选择，再加选一行</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>First or last row</source>
        <translation>第一行或最后一行</translation>
    </message>
    <message>
        <source>Clear the search, back to the list</source>
        <translation>清除搜索，回到列表</translation>
    </message>
</context>
<context>
    <name>SideBar</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>任务库</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>服务商</translation>
    </message>
</context>
<context>
    <name>Sort</name>
    <message>
        <source>Newest</source>
        <translation>最新</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
</context>
<context>
    <name>SortButton</name>
    <message>
        <source>Sort the list, change its look</source>
        <translation>排序与显示方式</translation>
    </message>
    <message>
        <source>Reverse order</source>
        <translation>倒序</translation>
    </message>
    <message>
        <source>Sort: {0}</source>
        <translation>排序：{0}</translation>
    </message>
</context>
<context>
    <name>SpeedField</name>
    <message>
        <source>No limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>Unit of the speed</source>
        <translation>速度单位</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>生成中</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Partly failed</source>
        <translation>部分失败</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Check all the same</source>
        <translation>仍然检查</translation>
    </message>
    <message>
        <source>The library cannot be read</source>
        <translation>无法读取任务库</translation>
    </message>
    <message>
        <source>Reading the library…</source>
        <translation>正在加载任务库…</translation>
    </message>
    <message>
        <source>No tasks</source>
        <translation>没有任务</translation>
    </message>
    <message>
        <source>1 task</source>
        <translation>1 个任务</translation>
    </message>
    <message>
        <source>{0} tasks</source>
        <translation>{0} 个任务</translation>
    </message>
    <message>
        <source>{0} tracked</source>
        <translation>共 {0} 个</translation>
    </message>
    <message>
        <source>{0} saved</source>
        <translation>{0} 个已保存</translation>
    </message>
    <message>
        <source>{0} not saved</source>
        <translation>{0} 个未保存</translation>
    </message>
    <message>
        <source>{0} running</source>
        <translation>{0} 个进行中</translation>
    </message>
    <message>
        <source>{0} failed</source>
        <translation>{0} 个失败</translation>
    </message>
    <message>
        <source>{0} not found</source>
        <translation>{0} 个未找到</translation>
    </message>
    <message>
        <source>{0} asked to wait: {1}.</source>
        <translation>{0} 要求等待：{1}。</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Next check in {0}</source>
        <translation>{0}后检查</translation>
    </message>
    <message>
        <source>You are offline</source>
        <translation>网络已断开</translation>
    </message>
    <message>
        <source>{0} needs your attention</source>
        <translation>{0} 需要处理</translation>
    </message>
    <message>
        <source>{0} asks for a pause: {1}</source>
        <translation>{0} 要求暂停：{1}</translation>
    </message>
    <message>
        <source>{0} has trouble, it is asked again in {1}</source>
        <translation>{0} 出现故障，{1}后重试</translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>Tools</source>
        <translation>工具栏</translation>
    </message>
    <message>
        <source>Search prompt, ID, seed</source>
        <translation>搜索提示词、ID、种子</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Show {0}</source>
        <translation>显示 {0}</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Keep watching in the tray when the window is closed?</source>
        <translation>关闭窗口后，要在托盘中继续运行吗？</translation>
    </message>
    <message>
        <source>Otherwise closing the window quits. Ctrl+Q always quits.</source>
        <translation>否则关闭窗口就会退出应用。随时可按 Ctrl+Q 退出。</translation>
    </message>
    <message>
        <source>Stay in the tray</source>
        <translation>留在托盘</translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n 个进行中</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>没有进行中的任务</translation>
    </message>
    <message numerus="yes">
        <source>%n being saved</source>
        <translation>
            <numerusform>%n 个正在保存</numerusform>
        </translation>
    </message>
    <message>
        <source>Go on with all saves</source>
        <translation>继续所有保存</translation>
    </message>
    <message>
        <source>Pause all saves</source>
        <translation>暂停所有保存</translation>
    </message>
</context>
<context>
    <name>Verification</name>
    <message>
        <source>None of the missing videos can be fetched any more</source>
        <translation>缺失的视频都已无法重新下载</translation>
    </message>
    <message>
        <source>Saving 1 video again</source>
        <translation>正在重新保存 1 个视频</translation>
    </message>
    <message>
        <source>Saving {0} videos again</source>
        <translation>正在重新保存 {0} 个视频</translation>
    </message>
    <message>
        <source>Verifying saved files: {0} of {1}</source>
        <translation>正在校验已保存的文件：{0} / {1}</translation>
    </message>
    <message>
        <source>No saved files were verified</source>
        <translation>没有校验任何文件</translation>
    </message>
    <message>
        <source>{0} moved and found again</source>
        <translation>{0} 个已移动并重新找到</translation>
    </message>
    <message>
        <source>{0} changed</source>
        <translation>{0} 个已被更改</translation>
    </message>
    <message>
        <source>{0} missing</source>
        <translation>{0} 个缺失</translation>
    </message>
    <message>
        <source>{0} not readable</source>
        <translation>{0} 个无法读取</translation>
    </message>
    <message>
        <source>Saved files: {0} whole</source>
        <translation>已保存的文件：{0} 个完好</translation>
    </message>
    <message>
        <source>stopped early</source>
        <translation>已提前停止</translation>
    </message>
</context>
<context>
    <name>VideoModel</name>
    <message>
        <source>Buttons: {0}. Tab goes to them, Enter presses.</source>
        <translation>按钮：{0}。按 Tab 键移到按钮，按回车键按下。</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
</context>
<context>
    <name>VideoSurface</name>
    <message>
        <source>Videos</source>
        <translation>视频</translation>
    </message>
</context>
<context>
    <name>_Line</name>
    <message>
        <source>in the menu</source>
        <translation>在菜单中</translation>
    </message>
</context>
</TS>
