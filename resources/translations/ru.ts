<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru">
<context>
    <name>AgentState</name>
    <message>
        <source>Ready</source>
        <translation>Готов</translation>
    </message>
    <message>
        <source>Not ready</source>
        <translation>Не готов</translation>
    </message>
    <message>
        <source>Dialing</source>
        <translation>Набор</translation>
    </message>
    <message>
        <source>Talking</source>
        <translation>Разговор</translation>
    </message>
    <message>
        <source>Wrap-up</source>
        <translation>Итог звонка</translation>
    </message>
</context>
<context>
    <name>Badge</name>
    <message>
        <source>Callback</source>
        <translation>Перезвон</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Новый</translation>
    </message>
    <message>
        <source>Do not call</source>
        <translation>Не звонить</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Просил звонок</translation>
    </message>
</context>
<context>
    <name>CallBar</name>
    <message>
        <source>Number</source>
        <translation>Номер</translation>
    </message>
    <message>
        <source>Number to call</source>
        <translation>Номер для звонка</translation>
    </message>
    <message>
        <source>Dial</source>
        <translation>Позвонить</translation>
    </message>
    <message>
        <source>F9</source>
        <translation>F9</translation>
    </message>
    <message>
        <source>Hang up</source>
        <translation>Завершить</translation>
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
        <translation>Вкл. звук</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Без звука</translation>
    </message>
    <message>
        <source>{0}, muted</source>
        <translation>{0}, без звука</translation>
    </message>
    <message>
        <source>Wrap-up</source>
        <translation>Итог звонка</translation>
    </message>
    <message>
        <source>No number chosen</source>
        <translation>Номер не выбран</translation>
    </message>
    <message>
        <source>Ready to dial</source>
        <translation>Можно звонить</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>Запрещено</translation>
    </message>
    <message>
        <source>Save the outcome of the last call first.</source>
        <translation>Сначала сохраните итог прошлого звонка.</translation>
    </message>
    <message>
        <source>Press Enter to check this number.</source>
        <translation>Нажмите Enter, чтобы проверить номер.</translation>
    </message>
</context>
<context>
    <name>CallState</name>
    <message>
        <source>Dialing</source>
        <translation>Набор</translation>
    </message>
    <message>
        <source>Ringing</source>
        <translation>Идёт вызов</translation>
    </message>
    <message>
        <source>Ringing, listening to the line</source>
        <translation>Вызов, слышна линия</translation>
    </message>
    <message>
        <source>In call</source>
        <translation>Идёт разговор</translation>
    </message>
    <message>
        <source>Call ended</source>
        <translation>Звонок завершён</translation>
    </message>
</context>
<context>
    <name>CallbackPicker</name>
    <message>
        <source>In 1 hour</source>
        <translation>Через 1 час</translation>
    </message>
    <message>
        <source>Tomorrow 10:00</source>
        <translation>Завтра 10:00</translation>
    </message>
    <message>
        <source>Pick a time</source>
        <translation>Выбрать</translation>
    </message>
    <message>
        <source>Callback in the customer&apos;s time: year-month-day hour:minute</source>
        <translation>Перезвон по времени клиента: год-месяц-день час:минута</translation>
    </message>
    <message>
        <source>15 minutes earlier</source>
        <translation>На 15 минут раньше</translation>
    </message>
    <message>
        <source>15 minutes later</source>
        <translation>На 15 минут позже</translation>
    </message>
    <message>
        <source>Write the time as 2026-11-23 10:00.</source>
        <translation>Запишите время так: 2026-11-23 10:00.</translation>
    </message>
    <message>
        <source>No time chosen yet.</source>
        <translation>Время ещё не выбрано.</translation>
    </message>
    <message>
        <source>{0} in {1}</source>
        <translation>{0} ({1})</translation>
    </message>
    <message>
        <source>{0}, {1} here</source>
        <translation>{0}, здесь {1}</translation>
    </message>
</context>
<context>
    <name>City</name>
    <message>
        <source>Shanghai</source>
        <translation>Шанхай</translation>
    </message>
    <message>
        <source>Urumqi</source>
        <translation>Урумчи</translation>
    </message>
    <message>
        <source>Hong Kong</source>
        <translation>Гонконг</translation>
    </message>
    <message>
        <source>Taipei</source>
        <translation>Тайбэй</translation>
    </message>
    <message>
        <source>Singapore</source>
        <translation>Сингапур</translation>
    </message>
    <message>
        <source>Tokyo</source>
        <translation>Токио</translation>
    </message>
    <message>
        <source>Moscow</source>
        <translation>Москва</translation>
    </message>
    <message>
        <source>Yekaterinburg</source>
        <translation>Екатеринбург</translation>
    </message>
    <message>
        <source>Novosibirsk</source>
        <translation>Новосибирск</translation>
    </message>
    <message>
        <source>Vladivostok</source>
        <translation>Владивосток</translation>
    </message>
    <message>
        <source>Kaliningrad</source>
        <translation>Калининград</translation>
    </message>
    <message>
        <source>Samara</source>
        <translation>Самара</translation>
    </message>
    <message>
        <source>Berlin</source>
        <translation>Берлин</translation>
    </message>
    <message>
        <source>London</source>
        <translation>Лондон</translation>
    </message>
    <message>
        <source>Paris</source>
        <translation>Париж</translation>
    </message>
    <message>
        <source>Madrid</source>
        <translation>Мадрид</translation>
    </message>
    <message>
        <source>Rome</source>
        <translation>Рим</translation>
    </message>
    <message>
        <source>New York</source>
        <translation>Нью-Йорк</translation>
    </message>
    <message>
        <source>Chicago</source>
        <translation>Чикаго</translation>
    </message>
    <message>
        <source>Los Angeles</source>
        <translation>Лос-Анджелес</translation>
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
        <translation>Правило {0}, версия {1}.</translation>
    </message>
    <message>
        <source>Free {0}, your time.</source>
        <translation>Можно {0} по вашему времени.</translation>
    </message>
    <message>
        <source>Free {0} in {1}.</source>
        <translation>Можно {0} ({1}).</translation>
    </message>
    <message>
        <source>That is {0} here.</source>
        <translation>Здесь это {0}.</translation>
    </message>
    <message>
        <source>Blocked.</source>
        <translation>Звонок запрещён.</translation>
    </message>
    <message>
        <source>You may call now.</source>
        <translation>Можно звонить.</translation>
    </message>
    <message>
        <source>Dialed today: {0}.</source>
        <translation>Звонков сегодня: {0}.</translation>
    </message>
</context>
<context>
    <name>DecisionBanner</name>
    <message>
        <source>Reasons</source>
        <translation>Причины</translation>
    </message>
</context>
<context>
    <name>Error</name>
    <message>
        <source>A call is on the line. End it first.</source>
        <translation>Идёт звонок. Сначала завершите его.</translation>
    </message>
    <message>
        <source>A colleague is calling this customer right now.</source>
        <translation>Этому клиенту сейчас звонит коллега.</translation>
    </message>
    <message>
        <source>A newer version of the app wrote these records.</source>
        <translation>Эти записи сделала более новая версия.</translation>
    </message>
    <message>
        <source>A passphrase is needed.</source>
        <translation>Нужна кодовая фраза.</translation>
    </message>
    <message>
        <source>A tag needs a name.</source>
        <translation>Метке нужно имя.</translation>
    </message>
    <message>
        <source>Another agent&apos;s command has this id.</source>
        <translation>Этот номер у команды другого оператора.</translation>
    </message>
    <message>
        <source>Another call has this id.</source>
        <translation>Этот номер у другого звонка.</translation>
    </message>
    <message>
        <source>Another call is still up.</source>
        <translation>Другой звонок ещё идёт.</translation>
    </message>
    <message>
        <source>Ask your team lead.</source>
        <translation>Спросите руководителя.</translation>
    </message>
    <message>
        <source>Check both; capital letters count in the password.</source>
        <translation>Проверьте оба; в пароле важны заглавные буквы.</translation>
    </message>
    <message>
        <source>Check it and try again; nothing was changed.</source>
        <translation>Проверьте и повторите; ничего не изменено.</translation>
    </message>
    <message>
        <source>Check its permissions and the free space of the disk, then start again.</source>
        <translation>Проверьте права доступа и свободное место на диске, затем запустите снова.</translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <translation>Проверьте права доступа.</translation>
    </message>
    <message>
        <source>Check the disk.</source>
        <translation>Проверьте диск.</translation>
    </message>
    <message>
        <source>Check the network connection.</source>
        <translation>Проверьте сеть.</translation>
    </message>
    <message>
        <source>Check the permissions of cache.key.</source>
        <translation>Проверьте права доступа к cache.key.</translation>
    </message>
    <message>
        <source>This was not saved. Check the permissions of the folder.</source>
        <translation>Это не сохранено. Проверьте права доступа к папке.</translation>
    </message>
    <message>
        <source>Choose at least 8 characters.</source>
        <translation>Не меньше 8 символов.</translation>
    </message>
    <message>
        <source>Compare the number with its source.</source>
        <translation>Сверьте номер с источником.</translation>
    </message>
    <message>
        <source>Correct the field named.</source>
        <translation>Исправьте указанное поле.</translation>
    </message>
    <message>
        <source>Do-not-call and consent data have never been loaded. Connect to the server first.</source>
        <translation>Данные о запретах и согласиях ещё не загружены. Сначала подключитесь к серверу.</translation>
    </message>
    <message>
        <source>End it and try again.</source>
        <translation>Завершите её и повторите попытку.</translation>
    </message>
    <message>
        <source>Enter a number, best with + and the country code.</source>
        <translation>Введите номер, лучше с + и кодом страны.</translation>
    </message>
    <message>
        <source>Enter digits only, best with + and the country code, and nothing after the number.</source>
        <translation>Только цифры, лучше с + и кодом страны, и ничего после номера.</translation>
    </message>
    <message>
        <source>Enter it to open your records.</source>
        <translation>Введите её, чтобы открыть записи.</translation>
    </message>
    <message>
        <source>Enter one number; keep the other elsewhere.</source>
        <translation>Введите один номер; другой запишите отдельно.</translation>
    </message>
    <message>
        <source>Enter what the customer needs or is.</source>
        <translation>Укажите потребность или признак клиента.</translation>
    </message>
    <message>
        <source>Fetch it anew.</source>
        <translation>Загрузите заново.</translation>
    </message>
    <message>
        <source>Free some disk space and try again.</source>
        <translation>Освободите место на диске и повторите.</translation>
    </message>
    <message>
        <source>Free some space and start again.</source>
        <translation>Освободите место и запустите снова.</translation>
    </message>
    <message>
        <source>Is this the right address?</source>
        <translation>Адрес верный?</translation>
    </message>
    <message>
        <source>It begins with https://.</source>
        <translation>Он начинается с https://.</translation>
    </message>
    <message>
        <source>It is tried again.</source>
        <translation>Повторяем.</translation>
    </message>
    <message>
        <source>It was in this system&apos;s key store under &apos;predial&apos;. Restore it, or ask for help: nothing was changed.</source>
        <translation>Он был в хранилище ключей под именем «predial». Восстановите его или обратитесь за помощью: ничего не изменено.</translation>
    </message>
    <message>
        <source>It was written to the log. Try again; if it stays, show the log to your administrator.</source>
        <translation>Записано в журнал. Повторите; если не пройдёт, покажите журнал администратору.</translation>
    </message>
    <message>
        <source>It will be sent again.</source>
        <translation>Будет отправлено снова.</translation>
    </message>
    <message>
        <source>Its start has not arrived; try again later.</source>
        <translation>Его начало ещё не пришло; повторите позже.</translation>
    </message>
    <message>
        <source>Look at the server&apos;s log.</source>
        <translation>Посмотрите журнал сервера.</translation>
    </message>
    <message>
        <source>Look for extra digits, a second number or an extension in the same field.</source>
        <translation>Проверьте лишние цифры, второй номер или добавочный в том же поле.</translation>
    </message>
    <message>
        <source>Look for missing digits or a missing area code.</source>
        <translation>Проверьте, не пропущены ли цифры или код города.</translation>
    </message>
    <message>
        <source>Name or password is wrong.</source>
        <translation>Неверное имя или пароль.</translation>
    </message>
    <message>
        <source>No number of this country has this many digits.</source>
        <translation>В этой стране нет номеров такой длины.</translation>
    </message>
    <message>
        <source>Not dialed.</source>
        <translation>Не набрано.</translation>
    </message>
    <message>
        <source>Only agents and team leads sync and dial.</source>
        <translation>Синхронизируют и звонят только операторы и руководители.</translation>
    </message>
    <message>
        <source>Only its agent can change it.</source>
        <translation>Изменить может только его оператор.</translation>
    </message>
    <message>
        <source>Predial is open on this profile already, but does not answer.</source>
        <translation>Predial уже открыта с этим профилем, но не отвечает.</translation>
    </message>
    <message>
        <source>Predial: the softphone that looks before it dials.</source>
        <translation>Predial: софтфон, который смотрит, прежде чем звонить.</translation>
    </message>
    <message>
        <source>Put + and the country code in front, or choose the country.</source>
        <translation>Поставьте впереди + и код страны или выберите страну.</translation>
    </message>
    <message>
        <source>Put it back into a pack without regions; until then nothing may be dialed.</source>
        <translation>Верните его в пакет без регионов; до тех пор звонить нельзя.</translation>
    </message>
    <message>
        <source>Repair it or use a passphrase.</source>
        <translation>Исправьте или используйте кодовую фразу.</translation>
    </message>
    <message>
        <source>Restore cache.key from a backup; it was not changed.</source>
        <translation>Восстановите cache.key из копии; он не изменён.</translation>
    </message>
    <message>
        <source>Sign in again.</source>
        <translation>Войдите снова.</translation>
    </message>
    <message>
        <source>Sign in again. What is not yet synced stays on this PC.</source>
        <translation>Войдите снова. Несинхронизированное остаётся на этом ПК.</translation>
    </message>
    <message>
        <source>Sign in as that user, or start the app with another profile: agent-app --profile DIR. Nothing was changed.</source>
        <translation>Войдите тем пользователем или запустите с другим профилем: agent-app --profile DIR. Ничего не изменено.</translation>
    </message>
    <message>
        <source>Sign in, then send the access token as a bearer token.</source>
        <translation>Войдите и передайте токен доступа как bearer.</translation>
    </message>
    <message>
        <source>Somebody changed it; restore it or ask for help.</source>
        <translation>Его кто-то изменил; восстановите или обратитесь за помощью.</translation>
    </message>
    <message>
        <source>Somebody took cache.db away. Put it back; or take cache.check away too to begin anew, without what was not sent.</source>
        <translation>Кто-то убрал cache.db. Верните файл; или уберите и cache.check, чтобы начать заново, без того, что не было отправлено.</translation>
    </message>
    <message>
        <source>Something went wrong inside the app.</source>
        <translation>Внутренняя ошибка приложения.</translation>
    </message>
    <message>
        <source>Something went wrong inside the app; it was written to the log.</source>
        <translation>Внутренняя ошибка приложения; записано в журнал.</translation>
    </message>
    <message>
        <source>Start this system&apos;s key store (on Linux: GNOME Keyring or KWallet), or put cache.key back into the profile folder if you used a passphrase. Nothing was changed.</source>
        <translation>Запустите хранилище ключей этой системы (в Linux: GNOME Keyring или KWallet) или верните cache.key в папку профиля, если вы пользовались парольной фразой. Ничего не изменено.</translation>
    </message>
    <message>
        <source>The call could not be placed.</source>
        <translation>Не удалось позвонить.</translation>
    </message>
    <message>
        <source>The call ended; what you noted is kept.</source>
        <translation>Звонок завершён; ваши записи сохранены.</translation>
    </message>
    <message>
        <source>The call is not known.</source>
        <translation>Звонок неизвестен.</translation>
    </message>
    <message>
        <source>The command is for another lead.</source>
        <translation>Команда для другого лида.</translation>
    </message>
    <message>
        <source>The connection to the telephone server broke.</source>
        <translation>Связь с телефонным сервером прервалась.</translation>
    </message>
    <message>
        <source>The country of this number is not known.</source>
        <translation>Страна номера неизвестна.</translation>
    </message>
    <message>
        <source>The customer&apos;s time zone is unknown. Find it out and enter it on the lead.</source>
        <translation>Часовой пояс клиента неизвестен. Узнайте и внесите его в карточку.</translation>
    </message>
    <message>
        <source>The database is not ready.</source>
        <translation>База данных не готова.</translation>
    </message>
    <message>
        <source>The dial is judged on this PC.</source>
        <translation>Звонок проверяется на этом ПК.</translation>
    </message>
    <message>
        <source>The disk does not work.</source>
        <translation>Диск не работает.</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>Диск заполнен.</translation>
    </message>
    <message>
        <source>The event was ignored.</source>
        <translation>Событие пропущено.</translation>
    </message>
    <message>
        <source>The far end did not confirm the end of the call.</source>
        <translation>Другая сторона не подтвердила конец звонка.</translation>
    </message>
    <message>
        <source>The file was kept. Ask for help before you go on.</source>
        <translation>Файл сохранён. Прежде чем продолжать, обратитесь за помощью.</translation>
    </message>
    <message>
        <source>The first sign-in, and one after a sign-out, need it.</source>
        <translation>Нужна при первом входе и после выхода.</translation>
    </message>
    <message>
        <source>The key file cannot be read.</source>
        <translation>Не удаётся прочитать файл ключа.</translation>
    </message>
    <message>
        <source>The key file cannot be written.</source>
        <translation>Не удаётся записать файл ключа.</translation>
    </message>
    <message>
        <source>The key file is damaged.</source>
        <translation>Файл ключа повреждён.</translation>
    </message>
    <message>
        <source>The key store did not keep the key.</source>
        <translation>Хранилище не сохранило ключ.</translation>
    </message>
    <message>
        <source>The key to your records is missing.</source>
        <translation>Нет ключа к вашим записям.</translation>
    </message>
    <message>
        <source>The last call has no outcome yet. Save it first.</source>
        <translation>У прошлого звонка нет итога. Сначала сохраните его.</translation>
    </message>
    <message>
        <source>The lead is not assigned to you.</source>
        <translation>Лид не назначен вам.</translation>
    </message>
    <message>
        <source>The line could not be opened.</source>
        <translation>Не удалось открыть линию.</translation>
    </message>
    <message>
        <source>The line is not open.</source>
        <translation>Линия не открыта.</translation>
    </message>
    <message>
        <source>The line is open already.</source>
        <translation>Линия уже открыта.</translation>
    </message>
    <message>
        <source>The local records are busy.</source>
        <translation>Локальные записи заняты.</translation>
    </message>
    <message>
        <source>The local records are damaged.</source>
        <translation>Локальные записи повреждены.</translation>
    </message>
    <message>
        <source>The local records are missing.</source>
        <translation>Локальные записи отсутствуют.</translation>
    </message>
    <message>
        <source>The local records cannot be opened.</source>
        <translation>Не удаётся открыть локальные записи.</translation>
    </message>
    <message>
        <source>The local records cannot be used.</source>
        <translation>Локальные записи нельзя использовать.</translation>
    </message>
    <message>
        <source>The message cannot be read.</source>
        <translation>Сообщение не читается.</translation>
    </message>
    <message>
        <source>The message is too large.</source>
        <translation>Сообщение слишком большое.</translation>
    </message>
    <message>
        <source>The number has never been verified.</source>
        <translation>Номер никогда не проверялся.</translation>
    </message>
    <message>
        <source>The numbering plan does not know this range; the number may not exist.</source>
        <translation>Такого диапазона нет в плане нумерации; номера может не быть.</translation>
    </message>
    <message>
        <source>The passphrase does not fit.</source>
        <translation>Кодовая фраза не подходит.</translation>
    </message>
    <message>
        <source>The permission has expired. Dial again.</source>
        <translation>Разрешение истекло. Позвоните снова.</translation>
    </message>
    <message>
        <source>The profile folder cannot be used.</source>
        <translation>Не удаётся использовать папку профиля.</translation>
    </message>
    <message>
        <source>The profile folder cannot be written.</source>
        <translation>Папку профиля нельзя записать.</translation>
    </message>
    <message>
        <source>The record holds a value that cannot be stored.</source>
        <translation>В записи значение, которое нельзя сохранить.</translation>
    </message>
    <message>
        <source>The server cannot be reached.</source>
        <translation>Сервер недоступен.</translation>
    </message>
    <message>
        <source>The server did not answer in time.</source>
        <translation>Сервер не ответил вовремя.</translation>
    </message>
    <message>
        <source>The server ended this session.</source>
        <translation>Сервер завершил сеанс.</translation>
    </message>
    <message>
        <source>The server&apos;s answer makes no sense.</source>
        <translation>Ответ сервера непонятен.</translation>
    </message>
    <message>
        <source>The server&apos;s data is not the one that this cache was made from.</source>
        <translation>Данные сервера не те, из которых сделан этот кэш.</translation>
    </message>
    <message>
        <source>The server&apos;s feed does not begin.</source>
        <translation>Поток данных сервера не начинается.</translation>
    </message>
    <message>
        <source>The server&apos;s feed does not move on.</source>
        <translation>Поток данных сервера не продвигается.</translation>
    </message>
    <message>
        <source>The settings could not be read; the defaults are used.</source>
        <translation>Настройки не читаются; взяты обычные.</translation>
    </message>
    <message>
        <source>The settings were damaged and have been set aside as settings.json.damaged.</source>
        <translation>Настройки повреждены и отложены как settings.json.damaged.</translation>
    </message>
    <message>
        <source>The settings were not saved.</source>
        <translation>Настройки не сохранены.</translation>
    </message>
    <message>
        <source>The softphone cannot open its port.</source>
        <translation>Софтфон не может открыть порт.</translation>
    </message>
    <message>
        <source>The softphone does not start.</source>
        <translation>Софтфон не запускается.</translation>
    </message>
    <message>
        <source>The softphone failed and is being started again.</source>
        <translation>Софтфон отказал и перезапускается.</translation>
    </message>
    <message>
        <source>The softphone is being started. Try again in a moment.</source>
        <translation>Софтфон запускается. Повторите через мгновение.</translation>
    </message>
    <message>
        <source>The softphone is started again.</source>
        <translation>Софтфон перезапускается.</translation>
    </message>
    <message>
        <source>The softphone&apos;s pipe carries no messages.</source>
        <translation>Канал софтфона не передаёт сообщения.</translation>
    </message>
    <message>
        <source>The sync has a fault.</source>
        <translation>Сбой синхронизации.</translation>
    </message>
    <message>
        <source>The telephone server cannot be found.</source>
        <translation>Телефонный сервер не найден.</translation>
    </message>
    <message>
        <source>The telephone server does not answer.</source>
        <translation>Телефонный сервер не отвечает.</translation>
    </message>
    <message>
        <source>The telephone server&apos;s address is not understood.</source>
        <translation>Адрес телефонного сервера непонятен.</translation>
    </message>
    <message>
        <source>The tones were not sent.</source>
        <translation>Тоны не отправлены.</translation>
    </message>
    <message>
        <source>There are two phone numbers here.</source>
        <translation>Здесь два номера.</translation>
    </message>
    <message>
        <source>There is no permission for this call.</source>
        <translation>Нет разрешения на этот звонок.</translation>
    </message>
    <message>
        <source>There is no phone number.</source>
        <translation>Номера нет.</translation>
    </message>
    <message>
        <source>There is no recorded consent to call this person.</source>
        <translation>Нет записанного согласия на звонки этому человеку.</translation>
    </message>
    <message>
        <source>They belong to another key; nothing was changed.</source>
        <translation>Они от другого ключа; ничего не изменено.</translation>
    </message>
    <message>
        <source>This app is too old for the server.</source>
        <translation>Приложение устарело для сервера.</translation>
    </message>
    <message>
        <source>This call is over.</source>
        <translation>Этот звонок завершён.</translation>
    </message>
    <message>
        <source>This call was placed by someone else.</source>
        <translation>Звонил другой оператор.</translation>
    </message>
    <message>
        <source>This dial is not allowed.</source>
        <translation>Этот звонок запрещён.</translation>
    </message>
    <message>
        <source>This is no number that can be dialed.</source>
        <translation>На такой номер не позвонить.</translation>
    </message>
    <message>
        <source>This is no server address.</source>
        <translation>Это не адрес сервера.</translation>
    </message>
    <message>
        <source>This is not a phone number that can be dialed.</source>
        <translation>На такой номер позвонить нельзя.</translation>
    </message>
    <message>
        <source>This is not a phone number.</source>
        <translation>Это не номер телефона.</translation>
    </message>
    <message>
        <source>This key does not open the local records.</source>
        <translation>Этот ключ не открывает записи.</translation>
    </message>
    <message>
        <source>This lead is not assigned to you.</source>
        <translation>Лид не назначен вам.</translation>
    </message>
    <message>
        <source>This lead is not assigned to you. Ask your team lead.</source>
        <translation>Лид не назначен вам. Спросите руководителя.</translation>
    </message>
    <message>
        <source>This number belongs to no lead of yours: nothing is known about consent. Have the lead added first.</source>
        <translation>Номера нет среди ваших лидов: о согласии ничего не известно. Сначала попросите добавить лид.</translation>
    </message>
    <message>
        <source>This number is not the one on the lead.</source>
        <translation>Номер не совпадает с номером в карточке.</translation>
    </message>
    <message>
        <source>This passphrase is too short.</source>
        <translation>Кодовая фраза слишком короткая.</translation>
    </message>
    <message>
        <source>This permission was used already. Dial again.</source>
        <translation>Разрешение уже использовано. Позвоните снова.</translation>
    </message>
    <message>
        <source>This phone number is too long.</source>
        <translation>Номер слишком длинный.</translation>
    </message>
    <message>
        <source>This phone number is too short.</source>
        <translation>Номер слишком короткий.</translation>
    </message>
    <message>
        <source>This profile belongs to another user.</source>
        <translation>Профиль другого пользователя.</translation>
    </message>
    <message>
        <source>This system&apos;s key store does not work.</source>
        <translation>Хранилище ключей не работает.</translation>
    </message>
    <message>
        <source>This system&apos;s key store is locked.</source>
        <translation>Хранилище ключей заблокировано.</translation>
    </message>
    <message>
        <source>This system&apos;s key store is not safe.</source>
        <translation>Хранилище ключей небезопасно.</translation>
    </message>
    <message>
        <source>This was not saved. Check the disk.</source>
        <translation>Не сохранено. Проверьте диск.</translation>
    </message>
    <message>
        <source>This was not saved. Free some space and try again.</source>
        <translation>Не сохранено. Освободите место и повторите.</translation>
    </message>
    <message>
        <source>This was not saved. Start the app again.</source>
        <translation>Не сохранено. Запустите приложение снова.</translation>
    </message>
    <message>
        <source>This was not saved. Try again.</source>
        <translation>Не сохранено. Повторите.</translation>
    </message>
    <message>
        <source>Too many sign-ins.</source>
        <translation>Слишком много попыток входа.</translation>
    </message>
    <message>
        <source>Try again; nothing was changed.</source>
        <translation>Повторите; ничего не изменено.</translation>
    </message>
    <message>
        <source>Unlock it and try again; nothing was changed.</source>
        <translation>Разблокируйте и повторите; ничего не изменено.</translation>
    </message>
    <message>
        <source>Update the app on this computer.</source>
        <translation>Обновите приложение на этом ПК.</translation>
    </message>
    <message>
        <source>User name or password is not the last one used here.</source>
        <translation>Имя или пароль не те, что здесь использовались последними.</translation>
    </message>
    <message>
        <source>Wait for the next sync.</source>
        <translation>Дождитесь синхронизации.</translation>
    </message>
    <message>
        <source>What the key store holds is no key.</source>
        <translation>В хранилище не ключ.</translation>
    </message>
    <message>
        <source>Without the server only that one can be checked.</source>
        <translation>Без сервера можно проверить только их.</translation>
    </message>
    <message>
        <source>You are signed out.</source>
        <translation>Вы вышли.</translation>
    </message>
    <message>
        <source>Your phone is not registered. Wait until it is, or ask your administrator about your line.</source>
        <translation>Телефон не зарегистрирован. Подождите или спросите администратора о линии.</translation>
    </message>
    <message>
        <source>Your role does not work leads.</source>
        <translation>Ваша роль не работает с лидами.</translation>
    </message>
    <message>
        <source>Your work is kept on this PC and sent later.</source>
        <translation>Ваша работа хранится на этом ПК и будет отправлена позже.</translation>
    </message>
</context>
<context>
    <name>Fact</name>
    <message>
        <source>vacant</source>
        <translation>не обслуживается</translation>
    </message>
    <message>
        <source>suspended</source>
        <translation>приостановлен</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>отключён</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>изменён</translation>
    </message>
    <message>
        <source>personal</source>
        <translation>личном</translation>
    </message>
    <message>
        <source>internal</source>
        <translation>внутреннем</translation>
    </message>
    <message>
        <source>national</source>
        <translation>национальном</translation>
    </message>
    <message>
        <source>campaign</source>
        <translation>списке кампании</translation>
    </message>
</context>
<context>
    <name>Finding</name>
    <message>
        <source>This is not a phone number that can be dialed.</source>
        <translation>На такой номер позвонить нельзя.</translation>
    </message>
    <message>
        <source>The carrier reports this number as {status}. Do not dial it; correct or retire it.</source>
        <translation>По данным оператора номер: {status}. Не звоните; исправьте или уберите номер.</translation>
    </message>
    <message>
        <source>This number is not the one on the lead.</source>
        <translation>Номер не совпадает с номером в карточке.</translation>
    </message>
    <message>
        <source>This number belongs to no lead of yours: nothing is known about consent. Have the lead added first.</source>
        <translation>Номера нет среди ваших лидов: о согласии ничего не известно. Сначала попросите добавить лид.</translation>
    </message>
    <message>
        <source>This person asked not to be called, on {since_at}. The refusal is permanent and binds every team.</source>
        <translation>Клиент попросил не звонить ({since_at}). Отказ бессрочный и действует для всех команд.</translation>
    </message>
    <message>
        <source>The number is on the {kind} do-not-call list since {since_at}.</source>
        <translation>Номер с {since_at} в списке запрета звонков: {kind}.</translation>
    </message>
    <message>
        <source>There is no recorded consent to call this person.</source>
        <translation>Нет записанного согласия на звонки этому человеку.</translation>
    </message>
    <message>
        <source>The person withdrew consent on {withdrawn_at}.</source>
        <translation>Клиент отозвал согласие {withdrawn_at}.</translation>
    </message>
    <message>
        <source>The consent ({source}) ended on {expires_at}.</source>
        <translation>Согласие ({source}) истекло {expires_at}.</translation>
    </message>
    <message>
        <source>The person complained on {complaint_at}. Marketing calls rest for {days} days.</source>
        <translation>Клиент подал жалобу {complaint_at}. Рекламные звонки запрещены {days} дн.</translation>
    </message>
    <message>
        <source>The lead is not assigned to you.</source>
        <translation>Лид не назначен вам.</translation>
    </message>
    <message>
        <source>A colleague is working this lead until {until_at}.</source>
        <translation>С этим лидом до {until_at} работает коллега.</translation>
    </message>
    <message>
        <source>Your right to work this lead ended on {until_at}. It is renewed when the server is reached.</source>
        <translation>Ваше право работать с лидом истекло {until_at}. Оно продлится при связи с сервером.</translation>
    </message>
    <message>
        <source>The server cannot be asked, and the {grants} offline attempts for today are spent.</source>
        <translation>Сервер недоступен, а офлайн-попытки на сегодня ({grants}) исчерпаны.</translation>
    </message>
    <message>
        <source>Do-not-call and consent data have never been loaded. Connect to the server first.</source>
        <translation>Данные о запретах и согласиях ещё не загружены. Сначала подключитесь к серверу.</translation>
    </message>
    <message>
        <source>Do-not-call and consent data are from {known_at}, over {hours} hours old. Connect first.</source>
        <translation>Данные о запретах и согласиях от {known_at}, старше {hours} ч. Сначала подключитесь.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is behind the server&apos;s by more than {minutes} minutes. Set the clock.</source>
        <translation>Часы компьютера отстают от сервера более чем на {minutes} мин. Настройте часы.</translation>
    </message>
    <message>
        <source>The customer&apos;s time zone is unknown. Find it out and enter it on the lead.</source>
        <translation>Часовой пояс клиента неизвестен. Узнайте и внесите его в карточку.</translation>
    </message>
    <message>
        <source>It is {local_at} in {zone}. Calls are allowed there from {opens} to {closes}.</source>
        <translation>{zone}: сейчас {local_at}. Звонить можно с {opens} до {closes}.</translation>
    </message>
    <message>
        <source>{attempts} attempts were already made today, of {limit} allowed in the customer&apos;s day.</source>
        <translation>Сегодня уже звонили: {attempts}, разрешено за день клиента: {limit}.</translation>
    </message>
    <message>
        <source>The numbering plan does not know this range; the number may not exist.</source>
        <translation>Такого диапазона нет в плане нумерации; номера может не быть.</translation>
    </message>
    <message>
        <source>The number has never been verified.</source>
        <translation>Номер никогда не проверялся.</translation>
    </message>
    <message>
        <source>The number was last verified on {verified_at}, {days} days ago.</source>
        <translation>Номер проверен {verified_at}, {days} дн. назад.</translation>
    </message>
    <message>
        <source>{text}</source>
        <translation>{text}</translation>
    </message>
    <message>
        <source>{name} ({team}) called this customer on {called_at}.</source>
        <translation>{called_at} клиенту звонил(а) {name} ({team}).</translation>
    </message>
    <message>
        <source>{name} called this customer on {called_at}.</source>
        <translation>{called_at} клиенту звонил(а) {name}.</translation>
    </message>
    <message>
        <source>The number belongs to {number_region}, the lead to {region}.</source>
        <translation>Номер из {number_region}, лид из {region}.</translation>
    </message>
    <message>
        <source>A call is on the line. End it first.</source>
        <translation>Идёт звонок. Сначала завершите его.</translation>
    </message>
    <message>
        <source>The last call has no outcome yet. Save it first.</source>
        <translation>У прошлого звонка нет итога. Сначала сохраните его.</translation>
    </message>
    <message>
        <source>Your phone is not registered. Wait until it is, or ask your administrator about your line.</source>
        <translation>Телефон не зарегистрирован. Подождите или спросите администратора о линии.</translation>
    </message>
</context>
<context>
    <name>Formats</name>
    <message>
        <source>today</source>
        <translation>сегодня</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>завтра</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>вчера</translation>
    </message>
    <message>
        <source>ddd d MMM</source>
        <translation>ddd d MMM</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} с</translation>
    </message>
    <message>
        <source>{0} min {1:02} s</source>
        <translation>{0} мин {1:02} с</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>только что</translation>
    </message>
    <message>
        <source>{0} min ago</source>
        <translation>{0} мин назад</translation>
    </message>
    <message>
        <source>{0} h ago</source>
        <translation>{0} ч назад</translation>
    </message>
    <message>
        <source>{0} d ago</source>
        <translation>{0} дн. назад</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>d MMM</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>d MMM yyyy</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>Technical failure on our side</source>
        <translation>Сбой на нашей стороне</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>Идёт</translation>
    </message>
    <message>
        <source>No outcome recorded</source>
        <translation>Итог не записан</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Вы</translation>
    </message>
</context>
<context>
    <name>HistoryView</name>
    <message>
        <source>History</source>
        <translation>История</translation>
    </message>
    <message>
        <source>History, newest first</source>
        <translation>История, сначала новое</translation>
    </message>
    <message>
        <source>Nobody has called this customer yet.</source>
        <translation>Этому клиенту ещё не звонили.</translation>
    </message>
</context>
<context>
    <name>Intent</name>
    <message>
        <source>High intent</source>
        <translation>Высокий интерес</translation>
    </message>
    <message>
        <source>Medium intent</source>
        <translation>Средний интерес</translation>
    </message>
    <message>
        <source>Low intent</source>
        <translation>Низкий интерес</translation>
    </message>
</context>
<context>
    <name>LeadCardView</name>
    <message>
        <source>Asked for a call</source>
        <translation>Просил звонок</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Телефон</translation>
    </message>
    <message>
        <source>Local time</source>
        <translation>Время там</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Компания</translation>
    </message>
    <message>
        <source>Campaign</source>
        <translation>Кампания</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Согласие</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Источник</translation>
    </message>
    <message>
        <source>How long ago the lead arose. A fresh lead wants its call within ten minutes.</source>
        <translation>Сколько прошло с появления лида. Свежему лиду звонят в течение десяти минут.</translation>
    </message>
    <message>
        <source>Zone unknown</source>
        <translation>Пояс неизвестен</translation>
    </message>
    <message>
        <source>{0}, one of {1} zones</source>
        <translation>{0}, поясов: {1}</translation>
    </message>
    <message>
        <source>No consent</source>
        <translation>Нет согласия</translation>
    </message>
    <message>
        <source>Consent withdrawn</source>
        <translation>Согласие отозвано</translation>
    </message>
    <message>
        <source>Consent expired</source>
        <translation>Согласие истекло</translation>
    </message>
    <message>
        <source>Consent on file</source>
        <translation>Согласие есть</translation>
    </message>
    <message>
        <source>None on file</source>
        <translation>Нет записи</translation>
    </message>
    <message>
        <source>{0}, until {1}</source>
        <translation>{0}, до {1}</translation>
    </message>
</context>
<context>
    <name>LeadList</name>
    <message>
        <source>My leads</source>
        <translation>Мои лиды</translation>
    </message>
    <message>
        <source>Search name, number or tag</source>
        <translation>Имя, номер или метка</translation>
    </message>
    <message>
        <source>Search my leads</source>
        <translation>Поиск по моим лидам</translation>
    </message>
    <message>
        <source>My leads, most urgent first</source>
        <translation>Мои лиды, сначала срочные</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Очистить поиск</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Поиск</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} из {1}</translation>
    </message>
    <message>
        <source>Leads: {0} of {1}</source>
        <translation>Лиды: {0} из {1}</translation>
    </message>
    <message>
        <source>No lead matches.</source>
        <translation>Ничего не найдено.</translation>
    </message>
    <message>
        <source>No leads are assigned to you yet.</source>
        <translation>Вам пока не назначены лиды.</translation>
    </message>
</context>
<context>
    <name>Mark</name>
    <message>
        <source>On this PC</source>
        <translation>На этом ПК</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Отправлено</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Подтверждено</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Требует внимания</translation>
    </message>
</context>
<context>
    <name>NavRail</name>
    <message>
        <source>My leads</source>
        <translation>Мои лиды</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Настройки</translation>
    </message>
</context>
<context>
    <name>OptOutQuestion</name>
    <message>
        <source>Did the customer say: no more marketing calls? The number is then barred for good, for every team. For a refused product or a hang-up, choose another outcome.</source>
        <translation>Клиент сказал: больше никаких рекламных звонков? Тогда номер навсегда закрыт для всех команд. Если это отказ от продукта или брошенная трубка, выберите другой итог.</translation>
    </message>
    <message>
        <source>Yes, never call again</source>
        <translation>Да, больше не звонить</translation>
    </message>
    <message>
        <source>No, go back</source>
        <translation>Нет, назад</translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <source>Choose what came of the call.</source>
        <translation>Выберите итог звонка.</translation>
    </message>
    <message>
        <source>Choose when to call back.</source>
        <translation>Выберите время перезвона.</translation>
    </message>
    <message>
        <source>The callback lies in the past. Choose a later time.</source>
        <translation>Время перезвона прошло. Выберите позже.</translation>
    </message>
    <message>
        <source>The callback is more than a year away. Choose an earlier time.</source>
        <translation>До перезвона больше года. Выберите раньше.</translation>
    </message>
    <message>
        <source>This outcome allows no callback. Take the time away.</source>
        <translation>С таким итогом перезвона нет. Уберите время.</translation>
    </message>
    <message>
        <source>The reason does not fit the outcome. Choose another.</source>
        <translation>Причина не подходит к итогу. Выберите другую.</translation>
    </message>
    <message>
        <source>The note is too long. Shorten it.</source>
        <translation>Заметка слишком длинная. Сократите.</translation>
    </message>
</context>
<context>
    <name>Reason</name>
    <message>
        <source>Could not hear</source>
        <translation>Плохо слышно</translation>
    </message>
    <message>
        <source>In a hurry</source>
        <translation>Спешит</translation>
    </message>
    <message>
        <source>Refused this product</source>
        <translation>Отказ от продукта</translation>
    </message>
    <message>
        <source>Already has one</source>
        <translation>Уже есть</translation>
    </message>
    <message>
        <source>Too expensive</source>
        <translation>Дорого</translation>
    </message>
    <message>
        <source>Wrong person</source>
        <translation>Не тот человек</translation>
    </message>
    <message>
        <source>Decision maker absent</source>
        <translation>Нет решающего лица</translation>
    </message>
    <message>
        <source>Rang out</source>
        <translation>Гудки без ответа</translation>
    </message>
    <message>
        <source>Voicemail</source>
        <translation>Автоответчик</translation>
    </message>
    <message>
        <source>I hung up while it rang</source>
        <translation>Я прервал вызов</translation>
    </message>
    <message>
        <source>Line engaged</source>
        <translation>Линия занята</translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation>Выключен</translation>
    </message>
    <message>
        <source>Out of service</source>
        <translation>Вне сети</translation>
    </message>
    <message>
        <source>Number not in use</source>
        <translation>Номер не существует</translation>
    </message>
    <message>
        <source>Number changed</source>
        <translation>Номер изменён</translation>
    </message>
    <message>
        <source>Number incomplete</source>
        <translation>Номер неполный</translation>
    </message>
    <message>
        <source>Fax or machine</source>
        <translation>Факс или автомат</translation>
    </message>
    <message>
        <source>Declined the call</source>
        <translation>Отклонил звонок</translation>
    </message>
    <message>
        <source>Marked as unwanted</source>
        <translation>Отмечен как спам</translation>
    </message>
    <message>
        <source>Too many calls</source>
        <translation>Слишком часто</translation>
    </message>
    <message>
        <source>Never consented</source>
        <translation>Не давал согласия</translation>
    </message>
    <message>
        <source>Technical failure</source>
        <translation>Технический сбой</translation>
    </message>
    <message>
        <source>Blocked by the network</source>
        <translation>Заблокирован сетью</translation>
    </message>
    <message>
        <source>Call cancelled</source>
        <translation>Вызов отменён</translation>
    </message>
    <message>
        <source>Complained</source>
        <translation>Пожаловался</translation>
    </message>
</context>
<context>
    <name>ReasonChips</name>
    <message>
        <source>Reason</source>
        <translation>Причина</translation>
    </message>
</context>
<context>
    <name>Registration</name>
    <message>
        <source>Phone off</source>
        <translation>Телефон отключён</translation>
    </message>
    <message>
        <source>Phone registering</source>
        <translation>Телефон регистрируется</translation>
    </message>
    <message>
        <source>Phone registered</source>
        <translation>Телефон на связи</translation>
    </message>
    <message>
        <source>Phone not registered</source>
        <translation>Телефон не на связи</translation>
    </message>
    <message>
        <source>Phone restarting</source>
        <translation>Телефон перезапускается</translation>
    </message>
</context>
<context>
    <name>Result</name>
    <message>
        <source>Connected</source>
        <translation>Разговор был</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Нет ответа</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Занято</translation>
    </message>
    <message>
        <source>Phone off</source>
        <translation>Выключен</translation>
    </message>
    <message>
        <source>Invalid number</source>
        <translation>Неверный номер</translation>
    </message>
    <message>
        <source>Hung up</source>
        <translation>Бросил трубку</translation>
    </message>
    <message>
        <source>Call back later</source>
        <translation>Перезвонить</translation>
    </message>
    <message>
        <source>No more marketing calls</source>
        <translation>Больше никаких рекламных звонков</translation>
    </message>
    <message>
        <source>Interested</source>
        <translation>Интерес есть</translation>
    </message>
    <message>
        <source>Sale</source>
        <translation>Продажа</translation>
    </message>
    <message>
        <source>Next step agreed</source>
        <translation>След. шаг</translation>
    </message>
</context>
<context>
    <name>ResultGrid</name>
    <message>
        <source>Outcome</source>
        <translation>Итог</translation>
    </message>
    <message>
        <source>{0} (key {1})</source>
        <translation>{0} (клавиша {1})</translation>
    </message>
    <message>
        <source>Wants no more marketing calls, from anyone: the number is barred for good</source>
        <translation>Не хочет рекламных звонков ни от кого: номер закрыт навсегда</translation>
    </message>
    <message>
        <source>Hung up or declined the call, and said nothing about later calls</source>
        <translation>Бросил трубку или отклонил, о будущих звонках не сказал</translation>
    </message>
</context>
<context>
    <name>RiskBanner</name>
    <message>
        <source>Do not say: {0}.</source>
        <translation>Не говорить: {0}.</translation>
    </message>
    <message>
        <source>Do not offer: {0}.</source>
        <translation>Не предлагать: {0}.</translation>
    </message>
</context>
<context>
    <name>ScriptView</name>
    <message>
        <source>Script</source>
        <translation>Сценарий</translation>
    </message>
    <message>
        <source>No script serves this customer. Say who you are, why you call, and ask.</source>
        <translation>Для этого клиента нет сценария. Представьтесь, скажите, зачем звоните, и спросите.</translation>
    </message>
    <message>
        <source>Known already: {0}</source>
        <translation>Уже известно: {0}</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Клавиши</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Как в системе</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Светлый</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмный</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Выйти</translation>
    </message>
    <message>
        <source>Search my leads</source>
        <translation>Поиск по моим лидам</translation>
    </message>
    <message>
        <source>Dial; Enter does so in the list</source>
        <translation>Позвонить; в списке также Enter</translation>
    </message>
    <message>
        <source>Hang up</source>
        <translation>Завершить</translation>
    </message>
    <message>
        <source>Mute and unmute</source>
        <translation>Выключить и включить звук</translation>
    </message>
    <message>
        <source>Choose the outcome; with Ctrl also while typing</source>
        <translation>Выбрать итог; при наборе текста с Ctrl</translation>
    </message>
    <message>
        <source>Save and next lead</source>
        <translation>Сохранить и дальше</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Signing in …</source>
        <translation>Вход …</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Вход</translation>
    </message>
    <message>
        <source>Predial looks before it dials.</source>
        <translation>Predial смотрит, прежде чем звонить.</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Сервер</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>Имя пользователя</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Пароль</translation>
    </message>
    <message>
        <source>Passphrase of this computer&apos;s cache</source>
        <translation>Кодовая фраза кэша на этом ПК</translation>
    </message>
    <message>
        <source>The passphrase once more</source>
        <translation>Кодовая фраза ещё раз</translation>
    </message>
    <message>
        <source>This computer has no key store. Choose a passphrase; without it the cache cannot be opened.</source>
        <translation>На этом ПК нет хранилища ключей. Придумайте кодовую фразу; без неё кэш не открыть.</translation>
    </message>
    <message>
        <source>This computer has no key store. The passphrase opens the cache.</source>
        <translation>На этом ПК нет хранилища ключей. Кэш открывает кодовая фраза.</translation>
    </message>
    <message>
        <source>Fill in every field.</source>
        <translation>Заполните все поля.</translation>
    </message>
    <message>
        <source>The two passphrases differ. Type them again.</source>
        <translation>Кодовые фразы различаются. Введите снова.</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>On this PC: {0}</source>
        <translation>На этом ПК: {0}</translation>
    </message>
    <message>
        <source>Microphone: {0} · Speaker: {1}</source>
        <translation>Микрофон: {0} · Динамик: {1}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>No microphone, no speaker</source>
        <translation>Нет микрофона и динамика</translation>
    </message>
    <message>
        <source>Needs attention: {0}</source>
        <translation>Требует внимания: {0}</translation>
    </message>
</context>
<context>
    <name>Sync</name>
    <message>
        <source>Synced</source>
        <translation>Синхронизировано</translation>
    </message>
    <message>
        <source>Offline, work is kept here</source>
        <translation>Нет связи, всё хранится здесь</translation>
    </message>
    <message>
        <source>Syncing</source>
        <translation>Синхронизация</translation>
    </message>
    <message>
        <source>Signed out by the server</source>
        <translation>Сервер завершил вход</translation>
    </message>
    <message>
        <source>Update the app to sync</source>
        <translation>Обновите приложение</translation>
    </message>
</context>
<context>
    <name>TagsView</name>
    <message>
        <source>Drop this tag</source>
        <translation>Убрать метку</translation>
    </message>
    <message>
        <source>Add this tag</source>
        <translation>Добавить метку</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Метки</translation>
    </message>
    <message>
        <source>Add a tag</source>
        <translation>Новая метка</translation>
    </message>
    <message>
        <source>Add a tag, then press Enter</source>
        <translation>Новая метка, затем Enter</translation>
    </message>
</context>
<context>
    <name>WorkPage</name>
    <message>
        <source>Choose a lead to see who it is and whether you may call now.</source>
        <translation>Выберите лид, чтобы увидеть, кто это и можно ли звонить.</translation>
    </message>
</context>
<context>
    <name>WrapUpPanel</name>
    <message>
        <source>Outcome</source>
        <translation>Итог</translation>
    </message>
    <message>
        <source>Note for the next colleague</source>
        <translation>Заметка для коллеги</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Заметка</translation>
    </message>
    <message>
        <source>Save and next lead</source>
        <translation>Сохранить и дальше</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Saved when the call has ended.</source>
        <translation>Сохраняется после звонка.</translation>
    </message>
    <message>
        <source>Opens with the next call.</source>
        <translation>Откроется при следующем звонке.</translation>
    </message>
    <message>
        <source>Last outcome: {0}</source>
        <translation>Прошлый итог: {0}</translation>
    </message>
</context>
</TS>
