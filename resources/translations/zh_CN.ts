<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AgentState</name>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Not ready</source>
        <translation>未就绪</translation>
    </message>
    <message>
        <source>Dialing</source>
        <translation>拨号中</translation>
    </message>
    <message>
        <source>Talking</source>
        <translation>通话中</translation>
    </message>
    <message>
        <source>Wrap-up</source>
        <translation>话后处理</translation>
    </message>
</context>
<context>
    <name>Badge</name>
    <message>
        <source>Callback</source>
        <translation>回电</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新</translation>
    </message>
    <message>
        <source>Do not call</source>
        <translation>禁止呼叫</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>客户要求</translation>
    </message>
</context>
<context>
    <name>CallBar</name>
    <message>
        <source>Number</source>
        <translation>号码</translation>
    </message>
    <message>
        <source>Number to call</source>
        <translation>要拨打的号码</translation>
    </message>
    <message>
        <source>Dial</source>
        <translation>拨号</translation>
    </message>
    <message>
        <source>F9</source>
        <translation>F9</translation>
    </message>
    <message>
        <source>Hang up</source>
        <translation>挂断</translation>
    </message>
    <message>
        <source>F10</source>
        <translation>F10</translation>
    </message>
    <message>
        <source>Ctrl+M</source>
        <translation>Ctrl+M</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>取消静音</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>{0}, muted</source>
        <translation>{0}，已静音</translation>
    </message>
    <message>
        <source>Wrap-up</source>
        <translation>话后处理</translation>
    </message>
    <message>
        <source>No number chosen</source>
        <translation>未选择号码</translation>
    </message>
    <message>
        <source>Ready to dial</source>
        <translation>可以拨号</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>已拦截</translation>
    </message>
    <message>
        <source>Save the outcome of the last call first.</source>
        <translation>请先保存上一通电话的结果。</translation>
    </message>
    <message>
        <source>Press Enter to check this number.</source>
        <translation>按回车键检查此号码。</translation>
    </message>
</context>
<context>
    <name>CallState</name>
    <message>
        <source>Dialing</source>
        <translation>拨号中</translation>
    </message>
    <message>
        <source>Ringing</source>
        <translation>振铃中</translation>
    </message>
    <message>
        <source>Ringing, listening to the line</source>
        <translation>振铃中，正在听线路音</translation>
    </message>
    <message>
        <source>In call</source>
        <translation>通话中</translation>
    </message>
    <message>
        <source>Call ended</source>
        <translation>通话已结束</translation>
    </message>
</context>
<context>
    <name>CallbackPicker</name>
    <message>
        <source>In 1 hour</source>
        <translation>1 小时后</translation>
    </message>
    <message>
        <source>Tomorrow 10:00</source>
        <translation>明天 10:00</translation>
    </message>
    <message>
        <source>Pick a time</source>
        <translation>选择时间</translation>
    </message>
    <message>
        <source>Callback in the customer&apos;s time: year-month-day hour:minute</source>
        <translation>回电时间（客户当地）：年-月-日 时:分</translation>
    </message>
    <message>
        <source>15 minutes earlier</source>
        <translation>提前 15 分钟</translation>
    </message>
    <message>
        <source>15 minutes later</source>
        <translation>推后 15 分钟</translation>
    </message>
    <message>
        <source>Write the time as 2026-11-23 10:00.</source>
        <translation>请按 2026-11-23 10:00 的格式填写时间。</translation>
    </message>
    <message>
        <source>No time chosen yet.</source>
        <translation>尚未选择时间。</translation>
    </message>
    <message>
        <source>{0} in {1}</source>
        <translation>{1}时间{0}</translation>
    </message>
    <message>
        <source>{0}, {1} here</source>
        <translation>{0}，本地{1}</translation>
    </message>
</context>
<context>
    <name>City</name>
    <message>
        <source>Shanghai</source>
        <translation>上海</translation>
    </message>
    <message>
        <source>Urumqi</source>
        <translation>乌鲁木齐</translation>
    </message>
    <message>
        <source>Hong Kong</source>
        <translation>香港</translation>
    </message>
    <message>
        <source>Taipei</source>
        <translation>台北</translation>
    </message>
    <message>
        <source>Singapore</source>
        <translation>新加坡</translation>
    </message>
    <message>
        <source>Tokyo</source>
        <translation>东京</translation>
    </message>
    <message>
        <source>Moscow</source>
        <translation>莫斯科</translation>
    </message>
    <message>
        <source>Yekaterinburg</source>
        <translation>叶卡捷琳堡</translation>
    </message>
    <message>
        <source>Novosibirsk</source>
        <translation>新西伯利亚</translation>
    </message>
    <message>
        <source>Vladivostok</source>
        <translation>符拉迪沃斯托克</translation>
    </message>
    <message>
        <source>Kaliningrad</source>
        <translation>加里宁格勒</translation>
    </message>
    <message>
        <source>Samara</source>
        <translation>萨马拉</translation>
    </message>
    <message>
        <source>Berlin</source>
        <translation>柏林</translation>
    </message>
    <message>
        <source>London</source>
        <translation>伦敦</translation>
    </message>
    <message>
        <source>Paris</source>
        <translation>巴黎</translation>
    </message>
    <message>
        <source>Madrid</source>
        <translation>马德里</translation>
    </message>
    <message>
        <source>Rome</source>
        <translation>罗马</translation>
    </message>
    <message>
        <source>New York</source>
        <translation>纽约</translation>
    </message>
    <message>
        <source>Chicago</source>
        <translation>芝加哥</translation>
    </message>
    <message>
        <source>Los Angeles</source>
        <translation>洛杉矶</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
</context>
<context>
    <name>Decision</name>
    <message>
        <source>Rule {0}, rules {1}.</source>
        <translation>规则 {0}，规则版本 {1}。</translation>
    </message>
    <message>
        <source>Free {0}, your time.</source>
        <translation>{0}（您的时间）起可拨打。</translation>
    </message>
    <message>
        <source>Free {0} in {1}.</source>
        <translation>{1}时间{0}起可拨打。</translation>
    </message>
    <message>
        <source>That is {0} here.</source>
        <translation>即本地{0}。</translation>
    </message>
    <message>
        <source>Blocked.</source>
        <translation>已拦截。</translation>
    </message>
    <message>
        <source>You may call now.</source>
        <translation>现在可以拨打。</translation>
    </message>
    <message>
        <source>Dialed today: {0}.</source>
        <translation>今日已拨：{0} 次。</translation>
    </message>
</context>
<context>
    <name>DecisionBanner</name>
    <message>
        <source>Reasons</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>Error</name>
    <message>
        <source>A call is on the line. End it first.</source>
        <translation>线路上有通话。请先结束。</translation>
    </message>
    <message>
        <source>A colleague is calling this customer right now.</source>
        <translation>同事正在致电此客户。</translation>
    </message>
    <message>
        <source>A newer version of the app wrote these records.</source>
        <translation>这些记录由更新版本的应用写入。</translation>
    </message>
    <message>
        <source>A passphrase is needed.</source>
        <translation>需要口令。</translation>
    </message>
    <message>
        <source>A tag needs a name.</source>
        <translation>标签需要名称。</translation>
    </message>
    <message>
        <source>Another agent&apos;s command has this id.</source>
        <translation>此编号已被其他坐席的操作使用。</translation>
    </message>
    <message>
        <source>Another call has this id.</source>
        <translation>此编号已被其他通话使用。</translation>
    </message>
    <message>
        <source>Another call is still up.</source>
        <translation>另一通电话尚未结束。</translation>
    </message>
    <message>
        <source>Ask your team lead.</source>
        <translation>请询问组长。</translation>
    </message>
    <message>
        <source>Check both; capital letters count in the password.</source>
        <translation>请检查两者；密码区分大小写。</translation>
    </message>
    <message>
        <source>Check it and try again; nothing was changed.</source>
        <translation>请检查后重试；未作任何更改。</translation>
    </message>
    <message>
        <source>Check its permissions and the free space of the disk, then start again.</source>
        <translation>请检查其权限和磁盘剩余空间，然后重新启动。</translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <translation>请检查其权限。</translation>
    </message>
    <message>
        <source>Check the disk.</source>
        <translation>请检查磁盘。</translation>
    </message>
    <message>
        <source>Check the network connection.</source>
        <translation>请检查网络连接。</translation>
    </message>
    <message>
        <source>Check the permissions of cache.key.</source>
        <translation>请检查 cache.key 的权限。</translation>
    </message>
    <message>
        <source>This was not saved. Check the permissions of the folder.</source>
        <translation>此内容未保存。请检查该文件夹的权限。</translation>
    </message>
    <message>
        <source>Choose at least 8 characters.</source>
        <translation>请至少使用 8 个字符。</translation>
    </message>
    <message>
        <source>Compare the number with its source.</source>
        <translation>请与来源核对号码。</translation>
    </message>
    <message>
        <source>Correct the field named.</source>
        <translation>请更正所指字段。</translation>
    </message>
    <message>
        <source>Do-not-call and consent data have never been loaded. Connect to the server first.</source>
        <translation>从未加载过禁呼与同意数据。请先连接服务器。</translation>
    </message>
    <message>
        <source>End it and try again.</source>
        <translation>请结束它，然后重试。</translation>
    </message>
    <message>
        <source>Enter a number, best with + and the country code.</source>
        <translation>请输入号码，最好带 + 和国家代码。</translation>
    </message>
    <message>
        <source>Enter digits only, best with + and the country code, and nothing after the number.</source>
        <translation>只输入数字，最好带 + 和国家代码，号码后不要有其他内容。</translation>
    </message>
    <message>
        <source>Enter it to open your records.</source>
        <translation>请输入以打开您的记录。</translation>
    </message>
    <message>
        <source>Enter one number; keep the other elsewhere.</source>
        <translation>只输入一个号码，另一个记在别处。</translation>
    </message>
    <message>
        <source>Enter what the customer needs or is.</source>
        <translation>请填写客户的需求或特征。</translation>
    </message>
    <message>
        <source>Fetch it anew.</source>
        <translation>请重新获取。</translation>
    </message>
    <message>
        <source>Free some disk space and try again.</source>
        <translation>请腾出磁盘空间后重试。</translation>
    </message>
    <message>
        <source>Free some space and start again.</source>
        <translation>请腾出空间后重新启动。</translation>
    </message>
    <message>
        <source>Is this the right address?</source>
        <translation>地址是否正确？</translation>
    </message>
    <message>
        <source>It begins with https://.</source>
        <translation>应以 https:// 开头。</translation>
    </message>
    <message>
        <source>It is tried again.</source>
        <translation>正在重试。</translation>
    </message>
    <message>
        <source>It was in this system&apos;s key store under &apos;predial&apos;. Restore it, or ask for help: nothing was changed.</source>
        <translation>它原在本系统密钥库的“predial”项下。请恢复或求助：未作任何更改。</translation>
    </message>
    <message>
        <source>It was written to the log. Try again; if it stays, show the log to your administrator.</source>
        <translation>已写入日志。请重试；若仍出现，请把日志交给管理员。</translation>
    </message>
    <message>
        <source>It will be sent again.</source>
        <translation>将再次发送。</translation>
    </message>
    <message>
        <source>Its start has not arrived; try again later.</source>
        <translation>其开始记录尚未到达；请稍后重试。</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log.</source>
        <translation>请查看服务器日志。</translation>
    </message>
    <message>
        <source>Look for extra digits, a second number or an extension in the same field.</source>
        <translation>请检查同一字段里是否有多余数字、第二个号码或分机号。</translation>
    </message>
    <message>
        <source>Look for missing digits or a missing area code.</source>
        <translation>请检查是否缺少数字或区号。</translation>
    </message>
    <message>
        <source>Name or password is wrong.</source>
        <translation>用户名或密码错误。</translation>
    </message>
    <message>
        <source>No number of this country has this many digits.</source>
        <translation>该国家没有这么多位的号码。</translation>
    </message>
    <message>
        <source>Not dialed.</source>
        <translation>未拨出。</translation>
    </message>
    <message>
        <source>Only agents and team leads sync and dial.</source>
        <translation>只有坐席和组长可以同步和拨号。</translation>
    </message>
    <message>
        <source>Only its agent can change it.</source>
        <translation>只有该坐席可以修改。</translation>
    </message>
    <message>
        <source>Predial is open on this profile already, but does not answer.</source>
        <translation>Predial 已在此配置上打开，但没有响应。</translation>
    </message>
    <message>
        <source>Predial: the softphone that looks before it dials.</source>
        <translation>Predial：先看清再拨号的软电话。</translation>
    </message>
    <message>
        <source>Put + and the country code in front, or choose the country.</source>
        <translation>请在前面加 + 和国家代码，或选择国家。</translation>
    </message>
    <message>
        <source>Put it back into a pack without regions; until then nothing may be dialed.</source>
        <translation>请将其放回不含地区的规则包；在此之前不得拨号。</translation>
    </message>
    <message>
        <source>Repair it or use a passphrase.</source>
        <translation>请修复或改用口令。</translation>
    </message>
    <message>
        <source>Restore cache.key from a backup; it was not changed.</source>
        <translation>请从备份恢复 cache.key；它未被更改。</translation>
    </message>
    <message>
        <source>Sign in again.</source>
        <translation>请重新登录。</translation>
    </message>
    <message>
        <source>Sign in again. What is not yet synced stays on this PC.</source>
        <translation>请重新登录。尚未同步的内容保留在本机。</translation>
    </message>
    <message>
        <source>Sign in as that user, or start the app with another profile: agent-app --profile DIR. Nothing was changed.</source>
        <translation>请以该用户登录，或用其他配置启动：agent-app --profile DIR。未作任何更改。</translation>
    </message>
    <message>
        <source>Sign in, then send the access token as a bearer token.</source>
        <translation>请先登录，再以 bearer 令牌发送访问令牌。</translation>
    </message>
    <message>
        <source>Somebody changed it; restore it or ask for help.</source>
        <translation>有人改动过它；请恢复或求助。</translation>
    </message>
    <message>
        <source>Somebody took cache.db away. Put it back; or take cache.check away too to begin anew, without what was not sent.</source>
        <translation>有人移走了 cache.db。请将其放回；或者把 cache.check 也移走以重新开始，但未发送的内容将会丢失。</translation>
    </message>
    <message>
        <source>Something went wrong inside the app.</source>
        <translation>应用内部出错。</translation>
    </message>
    <message>
        <source>Something went wrong inside the app; it was written to the log.</source>
        <translation>应用内部出错，已写入日志。</translation>
    </message>
    <message>
        <source>Start this system&apos;s key store (on Linux: GNOME Keyring or KWallet), or put cache.key back into the profile folder if you used a passphrase. Nothing was changed.</source>
        <translation>请启动本系统的密钥库（Linux 上为 GNOME Keyring 或 KWallet）；如果您使用的是口令，请将 cache.key 放回配置文件夹。未作任何更改。</translation>
    </message>
    <message>
        <source>The call could not be placed.</source>
        <translation>无法拨出电话。</translation>
    </message>
    <message>
        <source>The call ended; what you noted is kept.</source>
        <translation>通话已结束；您的记录已保留。</translation>
    </message>
    <message>
        <source>The call is not known.</source>
        <translation>未知的通话。</translation>
    </message>
    <message>
        <source>The command is for another lead.</source>
        <translation>该操作属于另一条线索。</translation>
    </message>
    <message>
        <source>The connection to the telephone server broke.</source>
        <translation>与电话服务器的连接已断开。</translation>
    </message>
    <message>
        <source>The country of this number is not known.</source>
        <translation>此号码的国家未知。</translation>
    </message>
    <message>
        <source>The customer&apos;s time zone is unknown. Find it out and enter it on the lead.</source>
        <translation>客户所在时区未知。请查明并填入线索。</translation>
    </message>
    <message>
        <source>The database is not ready.</source>
        <translation>数据库未就绪。</translation>
    </message>
    <message>
        <source>The dial is judged on this PC.</source>
        <translation>拨号在本机判定。</translation>
    </message>
    <message>
        <source>The disk does not work.</source>
        <translation>磁盘无法使用。</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>磁盘已满。</translation>
    </message>
    <message>
        <source>The event was ignored.</source>
        <translation>该事件已忽略。</translation>
    </message>
    <message>
        <source>The far end did not confirm the end of the call.</source>
        <translation>对方未确认通话结束。</translation>
    </message>
    <message>
        <source>The file was kept. Ask for help before you go on.</source>
        <translation>文件已保留。请先求助再继续。</translation>
    </message>
    <message>
        <source>The first sign-in, and one after a sign-out, need it.</source>
        <translation>首次登录和退出后的登录需要它。</translation>
    </message>
    <message>
        <source>The key file cannot be read.</source>
        <translation>无法读取密钥文件。</translation>
    </message>
    <message>
        <source>The key file cannot be written.</source>
        <translation>无法写入密钥文件。</translation>
    </message>
    <message>
        <source>The key file is damaged.</source>
        <translation>密钥文件已损坏。</translation>
    </message>
    <message>
        <source>The key store did not keep the key.</source>
        <translation>密钥库未保存密钥。</translation>
    </message>
    <message>
        <source>The key to your records is missing.</source>
        <translation>缺少打开您记录的密钥。</translation>
    </message>
    <message>
        <source>The last call has no outcome yet. Save it first.</source>
        <translation>上一通电话还没有结果。请先保存。</translation>
    </message>
    <message>
        <source>The lead is not assigned to you.</source>
        <translation>此线索未分配给您。</translation>
    </message>
    <message>
        <source>The line could not be opened.</source>
        <translation>无法打开线路。</translation>
    </message>
    <message>
        <source>The line is not open.</source>
        <translation>线路未打开。</translation>
    </message>
    <message>
        <source>The line is open already.</source>
        <translation>线路已打开。</translation>
    </message>
    <message>
        <source>The local records are busy.</source>
        <translation>本机记录正忙。</translation>
    </message>
    <message>
        <source>The local records are damaged.</source>
        <translation>本机记录已损坏。</translation>
    </message>
    <message>
        <source>The local records are missing.</source>
        <translation>本地记录不见了。</translation>
    </message>
    <message>
        <source>The local records cannot be opened.</source>
        <translation>无法打开本地记录。</translation>
    </message>
    <message>
        <source>The local records cannot be used.</source>
        <translation>本机记录无法使用。</translation>
    </message>
    <message>
        <source>The message cannot be read.</source>
        <translation>无法读取消息。</translation>
    </message>
    <message>
        <source>The message is too large.</source>
        <translation>消息过大。</translation>
    </message>
    <message>
        <source>The number has never been verified.</source>
        <translation>此号码从未核验。</translation>
    </message>
    <message>
        <source>The numbering plan does not know this range; the number may not exist.</source>
        <translation>编号计划中没有此号段，号码可能不存在。</translation>
    </message>
    <message>
        <source>The passphrase does not fit.</source>
        <translation>口令不正确。</translation>
    </message>
    <message>
        <source>The permission has expired. Dial again.</source>
        <translation>许可已过期。请重新拨号。</translation>
    </message>
    <message>
        <source>The profile folder cannot be used.</source>
        <translation>无法使用配置文件夹。</translation>
    </message>
    <message>
        <source>The profile folder cannot be written.</source>
        <translation>无法写入配置文件夹。</translation>
    </message>
    <message>
        <source>The record holds a value that cannot be stored.</source>
        <translation>记录中有无法存储的值。</translation>
    </message>
    <message>
        <source>The server cannot be reached.</source>
        <translation>无法连接服务器。</translation>
    </message>
    <message>
        <source>The server did not answer in time.</source>
        <translation>服务器未及时应答。</translation>
    </message>
    <message>
        <source>The server ended this session.</source>
        <translation>服务器结束了本次会话。</translation>
    </message>
    <message>
        <source>The server&apos;s answer makes no sense.</source>
        <translation>服务器的应答无法理解。</translation>
    </message>
    <message>
        <source>The server&apos;s data is not the one that this cache was made from.</source>
        <translation>服务器数据与本缓存的来源不同。</translation>
    </message>
    <message>
        <source>The server&apos;s feed does not begin.</source>
        <translation>服务器的数据流无法开始。</translation>
    </message>
    <message>
        <source>The server&apos;s feed does not move on.</source>
        <translation>服务器的数据更新没有进展。</translation>
    </message>
    <message>
        <source>The settings could not be read; the defaults are used.</source>
        <translation>无法读取设置；使用默认值。</translation>
    </message>
    <message>
        <source>The settings were damaged and have been set aside as settings.json.damaged.</source>
        <translation>设置已损坏，已另存为 settings.json.damaged。</translation>
    </message>
    <message>
        <source>The settings were not saved.</source>
        <translation>设置未保存。</translation>
    </message>
    <message>
        <source>The softphone cannot open its port.</source>
        <translation>软电话无法打开端口。</translation>
    </message>
    <message>
        <source>The softphone does not start.</source>
        <translation>软电话无法启动。</translation>
    </message>
    <message>
        <source>The softphone failed and is being started again.</source>
        <translation>软电话出错，正在重新启动。</translation>
    </message>
    <message>
        <source>The softphone is being started. Try again in a moment.</source>
        <translation>软电话正在启动。请稍后重试。</translation>
    </message>
    <message>
        <source>The softphone is started again.</source>
        <translation>软电话正在重新启动。</translation>
    </message>
    <message>
        <source>The softphone&apos;s pipe carries no messages.</source>
        <translation>软电话通道无法传递消息。</translation>
    </message>
    <message>
        <source>The sync has a fault.</source>
        <translation>同步出现故障。</translation>
    </message>
    <message>
        <source>The telephone server cannot be found.</source>
        <translation>找不到电话服务器。</translation>
    </message>
    <message>
        <source>The telephone server does not answer.</source>
        <translation>电话服务器没有应答。</translation>
    </message>
    <message>
        <source>The telephone server&apos;s address is not understood.</source>
        <translation>电话服务器地址无法识别。</translation>
    </message>
    <message>
        <source>The tones were not sent.</source>
        <translation>按键音未发送。</translation>
    </message>
    <message>
        <source>There are two phone numbers here.</source>
        <translation>这里有两个电话号码。</translation>
    </message>
    <message>
        <source>There is no permission for this call.</source>
        <translation>没有此次通话的许可。</translation>
    </message>
    <message>
        <source>There is no phone number.</source>
        <translation>没有电话号码。</translation>
    </message>
    <message>
        <source>There is no recorded consent to call this person.</source>
        <translation>没有此人同意接听来电的记录。</translation>
    </message>
    <message>
        <source>They belong to another key; nothing was changed.</source>
        <translation>它们属于另一把密钥；未作任何更改。</translation>
    </message>
    <message>
        <source>This app is too old for the server.</source>
        <translation>此应用版本对服务器来说太旧。</translation>
    </message>
    <message>
        <source>This call is over.</source>
        <translation>此通话已结束。</translation>
    </message>
    <message>
        <source>This call was placed by someone else.</source>
        <translation>此通话由他人拨出。</translation>
    </message>
    <message>
        <source>This dial is not allowed.</source>
        <translation>不允许此次拨号。</translation>
    </message>
    <message>
        <source>This is no number that can be dialed.</source>
        <translation>这不是可拨打的号码。</translation>
    </message>
    <message>
        <source>This is no server address.</source>
        <translation>这不是服务器地址。</translation>
    </message>
    <message>
        <source>This is not a phone number that can be dialed.</source>
        <translation>这不是可以拨打的电话号码。</translation>
    </message>
    <message>
        <source>This is not a phone number.</source>
        <translation>这不是电话号码。</translation>
    </message>
    <message>
        <source>This key does not open the local records.</source>
        <translation>此密钥打不开本机记录。</translation>
    </message>
    <message>
        <source>This lead is not assigned to you.</source>
        <translation>此线索未分配给您。</translation>
    </message>
    <message>
        <source>This lead is not assigned to you. Ask your team lead.</source>
        <translation>此线索未分配给您。请询问组长。</translation>
    </message>
    <message>
        <source>This number belongs to no lead of yours: nothing is known about consent. Have the lead added first.</source>
        <translation>此号码不属于您的任何线索，无法确认是否同意接听。请先让人添加线索。</translation>
    </message>
    <message>
        <source>This number is not the one on the lead.</source>
        <translation>此号码与线索上的号码不符。</translation>
    </message>
    <message>
        <source>This passphrase is too short.</source>
        <translation>口令太短。</translation>
    </message>
    <message>
        <source>This permission was used already. Dial again.</source>
        <translation>此许可已使用。请重新拨号。</translation>
    </message>
    <message>
        <source>This phone number is too long.</source>
        <translation>此号码太长。</translation>
    </message>
    <message>
        <source>This phone number is too short.</source>
        <translation>此号码太短。</translation>
    </message>
    <message>
        <source>This profile belongs to another user.</source>
        <translation>此配置属于其他用户。</translation>
    </message>
    <message>
        <source>This system&apos;s key store does not work.</source>
        <translation>本系统的密钥库无法使用。</translation>
    </message>
    <message>
        <source>This system&apos;s key store is locked.</source>
        <translation>本系统的密钥库已锁定。</translation>
    </message>
    <message>
        <source>This system&apos;s key store is not safe.</source>
        <translation>本系统的密钥库不安全。</translation>
    </message>
    <message>
        <source>This was not saved. Check the disk.</source>
        <translation>未保存。请检查磁盘。</translation>
    </message>
    <message>
        <source>This was not saved. Free some space and try again.</source>
        <translation>未保存。请腾出空间后重试。</translation>
    </message>
    <message>
        <source>This was not saved. Start the app again.</source>
        <translation>未保存。请重新启动应用。</translation>
    </message>
    <message>
        <source>This was not saved. Try again.</source>
        <translation>未保存。请重试。</translation>
    </message>
    <message>
        <source>Too many sign-ins.</source>
        <translation>登录次数过多。</translation>
    </message>
    <message>
        <source>Try again; nothing was changed.</source>
        <translation>请重试；未作任何更改。</translation>
    </message>
    <message>
        <source>Unlock it and try again; nothing was changed.</source>
        <translation>请解锁后重试；未作任何更改。</translation>
    </message>
    <message>
        <source>Update the app on this computer.</source>
        <translation>请更新本机应用。</translation>
    </message>
    <message>
        <source>User name or password is not the last one used here.</source>
        <translation>用户名或密码与本机上次使用的不同。</translation>
    </message>
    <message>
        <source>Wait for the next sync.</source>
        <translation>请等待下次同步。</translation>
    </message>
    <message>
        <source>What the key store holds is no key.</source>
        <translation>密钥库中的内容不是密钥。</translation>
    </message>
    <message>
        <source>Without the server only that one can be checked.</source>
        <translation>没有服务器时只能核对上次的。</translation>
    </message>
    <message>
        <source>You are signed out.</source>
        <translation>您已退出登录。</translation>
    </message>
    <message>
        <source>Your phone is not registered. Wait until it is, or ask your administrator about your line.</source>
        <translation>您的话机未注册。请等待注册，或向管理员询问线路。</translation>
    </message>
    <message>
        <source>Your role does not work leads.</source>
        <translation>您的角色不处理线索。</translation>
    </message>
    <message>
        <source>Your work is kept on this PC and sent later.</source>
        <translation>您的工作保存在本机，稍后发送。</translation>
    </message>
</context>
<context>
    <name>Fact</name>
    <message>
        <source>vacant</source>
        <translation>空号</translation>
    </message>
    <message>
        <source>suspended</source>
        <translation>停机</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已销号</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已改号</translation>
    </message>
    <message>
        <source>personal</source>
        <translation>个人</translation>
    </message>
    <message>
        <source>internal</source>
        <translation>内部</translation>
    </message>
    <message>
        <source>national</source>
        <translation>国家</translation>
    </message>
    <message>
        <source>campaign</source>
        <translation>活动</translation>
    </message>
</context>
<context>
    <name>Finding</name>
    <message>
        <source>This is not a phone number that can be dialed.</source>
        <translation>这不是可以拨打的电话号码。</translation>
    </message>
    <message>
        <source>The carrier reports this number as {status}. Do not dial it; correct or retire it.</source>
        <translation>运营商报告此号码状态为“{status}”。请勿拨打，应更正或停用。</translation>
    </message>
    <message>
        <source>This number is not the one on the lead.</source>
        <translation>此号码与线索上的号码不符。</translation>
    </message>
    <message>
        <source>This number belongs to no lead of yours: nothing is known about consent. Have the lead added first.</source>
        <translation>此号码不属于您的任何线索，无法确认是否同意接听。请先让人添加线索。</translation>
    </message>
    <message>
        <source>This person asked not to be called, on {since_at}. The refusal is permanent and binds every team.</source>
        <translation>此人于 {since_at} 要求不再来电。该拒绝永久有效，对所有团队生效。</translation>
    </message>
    <message>
        <source>The number is on the {kind} do-not-call list since {since_at}.</source>
        <translation>此号码自 {since_at} 起列入{kind}禁呼名单。</translation>
    </message>
    <message>
        <source>There is no recorded consent to call this person.</source>
        <translation>没有此人同意接听来电的记录。</translation>
    </message>
    <message>
        <source>The person withdrew consent on {withdrawn_at}.</source>
        <translation>此人已于 {withdrawn_at} 撤回同意。</translation>
    </message>
    <message>
        <source>The consent ({source}) ended on {expires_at}.</source>
        <translation>同意（{source}）已于 {expires_at} 到期。</translation>
    </message>
    <message>
        <source>The person complained on {complaint_at}. Marketing calls rest for {days} days.</source>
        <translation>此人于 {complaint_at} 投诉。{days} 天内不得营销呼叫。</translation>
    </message>
    <message>
        <source>The lead is not assigned to you.</source>
        <translation>此线索未分配给您。</translation>
    </message>
    <message>
        <source>A colleague is working this lead until {until_at}.</source>
        <translation>同事正在处理此线索，至 {until_at}。</translation>
    </message>
    <message>
        <source>Your right to work this lead ended on {until_at}. It is renewed when the server is reached.</source>
        <translation>您处理此线索的权限已于 {until_at} 到期。连上服务器后会续期。</translation>
    </message>
    <message>
        <source>The server cannot be asked, and the {grants} offline attempts for today are spent.</source>
        <translation>无法询问服务器，今天的 {grants} 次离线拨打已用完。</translation>
    </message>
    <message>
        <source>Do-not-call and consent data have never been loaded. Connect to the server first.</source>
        <translation>从未加载过禁呼与同意数据。请先连接服务器。</translation>
    </message>
    <message>
        <source>Do-not-call and consent data are from {known_at}, over {hours} hours old. Connect first.</source>
        <translation>禁呼与同意数据截至 {known_at}，已超过 {hours} 小时。请先连接服务器。</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is behind the server&apos;s by more than {minutes} minutes. Set the clock.</source>
        <translation>本机时钟比服务器慢 {minutes} 分钟以上。请校准时钟。</translation>
    </message>
    <message>
        <source>The customer&apos;s time zone is unknown. Find it out and enter it on the lead.</source>
        <translation>客户所在时区未知。请查明并填入线索。</translation>
    </message>
    <message>
        <source>It is {local_at} in {zone}. Calls are allowed there from {opens} to {closes}.</source>
        <translation>{zone}当地时间为 {local_at}。允许拨打时段为 {opens} 至 {closes}。</translation>
    </message>
    <message>
        <source>{attempts} attempts were already made today, of {limit} allowed in the customer&apos;s day.</source>
        <translation>今天已拨打 {attempts} 次，客户当地每日上限为 {limit} 次。</translation>
    </message>
    <message>
        <source>The numbering plan does not know this range; the number may not exist.</source>
        <translation>编号计划中没有此号段，号码可能不存在。</translation>
    </message>
    <message>
        <source>The number has never been verified.</source>
        <translation>此号码从未核验。</translation>
    </message>
    <message>
        <source>The number was last verified on {verified_at}, {days} days ago.</source>
        <translation>此号码上次核验于 {verified_at}，距今 {days} 天。</translation>
    </message>
    <message>
        <source>{text}</source>
        <translation>{text}</translation>
    </message>
    <message>
        <source>{name} ({team}) called this customer on {called_at}.</source>
        <translation>{name}（{team}）于 {called_at} 致电过此客户。</translation>
    </message>
    <message>
        <source>{name} called this customer on {called_at}.</source>
        <translation>{name}于 {called_at} 致电过此客户。</translation>
    </message>
    <message>
        <source>The number belongs to {number_region}, the lead to {region}.</source>
        <translation>号码属于 {number_region}，线索属于 {region}。</translation>
    </message>
    <message>
        <source>A call is on the line. End it first.</source>
        <translation>线路上有通话。请先结束。</translation>
    </message>
    <message>
        <source>The last call has no outcome yet. Save it first.</source>
        <translation>上一通电话还没有结果。请先保存。</translation>
    </message>
    <message>
        <source>Your phone is not registered. Wait until it is, or ask your administrator about your line.</source>
        <translation>您的话机未注册。请等待注册，或向管理员询问线路。</translation>
    </message>
</context>
<context>
    <name>Formats</name>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>明天</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>ddd d MMM</source>
        <translation>M月d日 ddd</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <source>{0} min {1:02} s</source>
        <translation>{0} 分 {1:02} 秒</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>{0} min ago</source>
        <translation>{0} 分钟前</translation>
    </message>
    <message>
        <source>{0} h ago</source>
        <translation>{0} 小时前</translation>
    </message>
    <message>
        <source>{0} d ago</source>
        <translation>{0} 天前</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>yyyy年M月d日</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>Technical failure on our side</source>
        <translation>我方技术故障</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>No outcome recorded</source>
        <translation>未记录结果</translation>
    </message>
    <message>
        <source>You</source>
        <translation>您</translation>
    </message>
</context>
<context>
    <name>HistoryView</name>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>History, newest first</source>
        <translation>历史，最新在前</translation>
    </message>
    <message>
        <source>Nobody has called this customer yet.</source>
        <translation>还没有人致电过此客户。</translation>
    </message>
</context>
<context>
    <name>Intent</name>
    <message>
        <source>High intent</source>
        <translation>高意向</translation>
    </message>
    <message>
        <source>Medium intent</source>
        <translation>中意向</translation>
    </message>
    <message>
        <source>Low intent</source>
        <translation>低意向</translation>
    </message>
</context>
<context>
    <name>LeadCardView</name>
    <message>
        <source>Asked for a call</source>
        <translation>客户要求来电</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Local time</source>
        <translation>当地时间</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>公司</translation>
    </message>
    <message>
        <source>Campaign</source>
        <translation>活动</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>How long ago the lead arose. A fresh lead wants its call within ten minutes.</source>
        <translation>线索产生至今的时间。新线索应在十分钟内致电。</translation>
    </message>
    <message>
        <source>Zone unknown</source>
        <translation>时区未知</translation>
    </message>
    <message>
        <source>{0}, one of {1} zones</source>
        <translation>{0}，{1} 个可能时区</translation>
    </message>
    <message>
        <source>No consent</source>
        <translation>无同意</translation>
    </message>
    <message>
        <source>Consent withdrawn</source>
        <translation>同意已撤回</translation>
    </message>
    <message>
        <source>Consent expired</source>
        <translation>同意已过期</translation>
    </message>
    <message>
        <source>Consent on file</source>
        <translation>已有同意</translation>
    </message>
    <message>
        <source>None on file</source>
        <translation>无记录</translation>
    </message>
    <message>
        <source>{0}, until {1}</source>
        <translation>{0}，至{1}</translation>
    </message>
</context>
<context>
    <name>LeadList</name>
    <message>
        <source>My leads</source>
        <translation>我的线索</translation>
    </message>
    <message>
        <source>Search name, number or tag</source>
        <translation>搜索姓名、号码或标签</translation>
    </message>
    <message>
        <source>Search my leads</source>
        <translation>搜索我的线索</translation>
    </message>
    <message>
        <source>My leads, most urgent first</source>
        <translation>我的线索，最紧急在前</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <source>Leads: {0} of {1}</source>
        <translation>线索：{1} 条中的 {0} 条</translation>
    </message>
    <message>
        <source>No lead matches.</source>
        <translation>没有匹配的线索。</translation>
    </message>
    <message>
        <source>No leads are assigned to you yet.</source>
        <translation>还没有分配给您的线索。</translation>
    </message>
</context>
<context>
    <name>Mark</name>
    <message>
        <source>On this PC</source>
        <translation>在本机</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>需要处理</translation>
    </message>
</context>
<context>
    <name>NavRail</name>
    <message>
        <source>My leads</source>
        <translation>我的线索</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>OptOutQuestion</name>
    <message>
        <source>Did the customer say: no more marketing calls? The number is then barred for good, for every team. For a refused product or a hang-up, choose another outcome.</source>
        <translation>客户是否明确表示不再接受营销来电？确认后，此号码将对所有团队永久禁呼。如果只是拒绝产品或挂断，请选择其他结果。</translation>
    </message>
    <message>
        <source>Yes, never call again</source>
        <translation>是，不再致电</translation>
    </message>
    <message>
        <source>No, go back</source>
        <translation>否，返回</translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <source>Choose what came of the call.</source>
        <translation>请选择通话结果。</translation>
    </message>
    <message>
        <source>Choose when to call back.</source>
        <translation>请选择回电时间。</translation>
    </message>
    <message>
        <source>The callback lies in the past. Choose a later time.</source>
        <translation>回电时间已过。请选择更晚的时间。</translation>
    </message>
    <message>
        <source>The callback is more than a year away. Choose an earlier time.</source>
        <translation>回电时间超过一年。请选择更早的时间。</translation>
    </message>
    <message>
        <source>This outcome allows no callback. Take the time away.</source>
        <translation>此结果不能约定回电。请清除时间。</translation>
    </message>
    <message>
        <source>The reason does not fit the outcome. Choose another.</source>
        <translation>原因与结果不符。请另选。</translation>
    </message>
    <message>
        <source>The note is too long. Shorten it.</source>
        <translation>备注过长。请缩短。</translation>
    </message>
</context>
<context>
    <name>Reason</name>
    <message>
        <source>Could not hear</source>
        <translation>听不清</translation>
    </message>
    <message>
        <source>In a hurry</source>
        <translation>赶时间</translation>
    </message>
    <message>
        <source>Refused this product</source>
        <translation>拒绝此产品</translation>
    </message>
    <message>
        <source>Already has one</source>
        <translation>已有同类产品</translation>
    </message>
    <message>
        <source>Too expensive</source>
        <translation>太贵</translation>
    </message>
    <message>
        <source>Wrong person</source>
        <translation>非本人</translation>
    </message>
    <message>
        <source>Decision maker absent</source>
        <translation>决策人不在</translation>
    </message>
    <message>
        <source>Rang out</source>
        <translation>无人接听</translation>
    </message>
    <message>
        <source>Voicemail</source>
        <translation>语音信箱</translation>
    </message>
    <message>
        <source>I hung up while it rang</source>
        <translation>振铃时我方挂断</translation>
    </message>
    <message>
        <source>Line engaged</source>
        <translation>占线</translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation>已关机</translation>
    </message>
    <message>
        <source>Out of service</source>
        <translation>不在服务区</translation>
    </message>
    <message>
        <source>Number not in use</source>
        <translation>空号</translation>
    </message>
    <message>
        <source>Number changed</source>
        <translation>已改号</translation>
    </message>
    <message>
        <source>Number incomplete</source>
        <translation>号码不完整</translation>
    </message>
    <message>
        <source>Fax or machine</source>
        <translation>传真或机器</translation>
    </message>
    <message>
        <source>Declined the call</source>
        <translation>拒接</translation>
    </message>
    <message>
        <source>Marked as unwanted</source>
        <translation>标记为骚扰</translation>
    </message>
    <message>
        <source>Too many calls</source>
        <translation>来电过多</translation>
    </message>
    <message>
        <source>Never consented</source>
        <translation>从未同意</translation>
    </message>
    <message>
        <source>Technical failure</source>
        <translation>技术故障</translation>
    </message>
    <message>
        <source>Blocked by the network</source>
        <translation>网络拦截</translation>
    </message>
    <message>
        <source>Call cancelled</source>
        <translation>呼叫已取消</translation>
    </message>
    <message>
        <source>Complained</source>
        <translation>投诉</translation>
    </message>
</context>
<context>
    <name>ReasonChips</name>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>Registration</name>
    <message>
        <source>Phone off</source>
        <translation>话机未连接</translation>
    </message>
    <message>
        <source>Phone registering</source>
        <translation>话机注册中</translation>
    </message>
    <message>
        <source>Phone registered</source>
        <translation>话机已注册</translation>
    </message>
    <message>
        <source>Phone not registered</source>
        <translation>话机未注册</translation>
    </message>
    <message>
        <source>Phone restarting</source>
        <translation>话机重启中</translation>
    </message>
</context>
<context>
    <name>Result</name>
    <message>
        <source>Connected</source>
        <translation>接通</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>未接通</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>忙线</translation>
    </message>
    <message>
        <source>Phone off</source>
        <translation>关机</translation>
    </message>
    <message>
        <source>Invalid number</source>
        <translation>空号/错误号码</translation>
    </message>
    <message>
        <source>Hung up</source>
        <translation>拒绝接听</translation>
    </message>
    <message>
        <source>Call back later</source>
        <translation>要求稍后回电</translation>
    </message>
    <message>
        <source>No more marketing calls</source>
        <translation>明确拒绝营销</translation>
    </message>
    <message>
        <source>Interested</source>
        <translation>潜在客户</translation>
    </message>
    <message>
        <source>Sale</source>
        <translation>成功转化</translation>
    </message>
    <message>
        <source>Next step agreed</source>
        <translation>约定下次沟通</translation>
    </message>
</context>
<context>
    <name>ResultGrid</name>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>{0} (key {1})</source>
        <translation>{0}（按键 {1}）</translation>
    </message>
    <message>
        <source>Wants no more marketing calls, from anyone: the number is barred for good</source>
        <translation>不再接受任何人的营销来电：号码永久禁呼</translation>
    </message>
    <message>
        <source>Hung up or declined the call, and said nothing about later calls</source>
        <translation>挂断或拒接，未表示以后是否可来电</translation>
    </message>
</context>
<context>
    <name>RiskBanner</name>
    <message>
        <source>Do not say: {0}.</source>
        <translation>请勿说：{0}。</translation>
    </message>
    <message>
        <source>Do not offer: {0}.</source>
        <translation>请勿推荐：{0}。</translation>
    </message>
</context>
<context>
    <name>ScriptView</name>
    <message>
        <source>Script</source>
        <translation>话术</translation>
    </message>
    <message>
        <source>No script serves this customer. Say who you are, why you call, and ask.</source>
        <translation>没有适合此客户的话术。请说明您是谁、为何致电，然后提问。</translation>
    </message>
    <message>
        <source>Known already: {0}</source>
        <translation>已知：{0}</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Search my leads</source>
        <translation>搜索我的线索</translation>
    </message>
    <message>
        <source>Dial; Enter does so in the list</source>
        <translation>拨号；在列表中按回车亦可</translation>
    </message>
    <message>
        <source>Hang up</source>
        <translation>挂断</translation>
    </message>
    <message>
        <source>Mute and unmute</source>
        <translation>静音与取消静音</translation>
    </message>
    <message>
        <source>Choose the outcome; with Ctrl also while typing</source>
        <translation>选择结果；输入文字时加按 Ctrl</translation>
    </message>
    <message>
        <source>Save and next lead</source>
        <translation>保存并转到下一条</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Signing in …</source>
        <translation>正在登录 …</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Predial looks before it dials.</source>
        <translation>Predial：先看清，再拨号。</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Passphrase of this computer&apos;s cache</source>
        <translation>本机缓存的口令</translation>
    </message>
    <message>
        <source>The passphrase once more</source>
        <translation>再次输入口令</translation>
    </message>
    <message>
        <source>This computer has no key store. Choose a passphrase; without it the cache cannot be opened.</source>
        <translation>本机没有密钥库。请设置口令；没有口令就无法打开缓存。</translation>
    </message>
    <message>
        <source>This computer has no key store. The passphrase opens the cache.</source>
        <translation>本机没有密钥库。用口令打开缓存。</translation>
    </message>
    <message>
        <source>Fill in every field.</source>
        <translation>请填写所有字段。</translation>
    </message>
    <message>
        <source>The two passphrases differ. Type them again.</source>
        <translation>两次输入的口令不同。请重新输入。</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>On this PC: {0}</source>
        <translation>在本机：{0}</translation>
    </message>
    <message>
        <source>Microphone: {0} · Speaker: {1}</source>
        <translation>麦克风：{0} · 扬声器：{1}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>No microphone, no speaker</source>
        <translation>没有麦克风和扬声器</translation>
    </message>
    <message>
        <source>Needs attention: {0}</source>
        <translation>需要处理：{0}</translation>
    </message>
</context>
<context>
    <name>Sync</name>
    <message>
        <source>Synced</source>
        <translation>已同步</translation>
    </message>
    <message>
        <source>Offline, work is kept here</source>
        <translation>离线，工作保存在本机</translation>
    </message>
    <message>
        <source>Syncing</source>
        <translation>同步中</translation>
    </message>
    <message>
        <source>Signed out by the server</source>
        <translation>已被服务器退出</translation>
    </message>
    <message>
        <source>Update the app to sync</source>
        <translation>请更新应用以同步</translation>
    </message>
</context>
<context>
    <name>TagsView</name>
    <message>
        <source>Drop this tag</source>
        <translation>移除此标签</translation>
    </message>
    <message>
        <source>Add this tag</source>
        <translation>添加此标签</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Add a tag</source>
        <translation>添加标签</translation>
    </message>
    <message>
        <source>Add a tag, then press Enter</source>
        <translation>添加标签，然后按回车</translation>
    </message>
</context>
<context>
    <name>WorkPage</name>
    <message>
        <source>Choose a lead to see who it is and whether you may call now.</source>
        <translation>选择一条线索，查看对方是谁、现在是否可以致电。</translation>
    </message>
</context>
<context>
    <name>WrapUpPanel</name>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Note for the next colleague</source>
        <translation>给下一位同事的备注</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Save and next lead</source>
        <translation>保存并转到下一条</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+回车</translation>
    </message>
    <message>
        <source>Saved when the call has ended.</source>
        <translation>通话结束后保存。</translation>
    </message>
    <message>
        <source>Opens with the next call.</source>
        <translation>下次通话时开启。</translation>
    </message>
    <message>
        <source>Last outcome: {0}</source>
        <translation>上次结果：{0}</translation>
    </message>
</context>
</TS>
