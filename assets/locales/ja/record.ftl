# 施策3: CloudTrail。

check-record-trail = マルチリージョンの証跡
check-record-trail-delivery = ログファイルの配信
check-record-log-validation = ログファイルの検証
check-record-trail-bucket = ログバケットの保護
check-record-event-history = イベント履歴の閲覧

why-record-trail = CloudTrail は、誰が、いつ、どこから、何をしたかを記録します。証跡がないと90日より前の操作は調べられず、監査にも応えられません。
why-record-trail-delivery = 証跡が書き込めなくなっても通知はありません。AWS は30日間再配信を試み、その分は課金されます。
why-record-log-validation = 署名付きのダイジェストファイルで、ログが改ざん・削除されていないことを証明できます。欠けた分は後から埋められません。
why-record-trail-bucket = ログからはアカウントの使い方が分かります。書き込みは自分の証跡（CloudTrail）に限り、外部からは読めないようにします。
why-record-event-history = AWS はすべてのアカウントで直近90日の管理イベントを無料で保存しています。

costs-record-trail = 管理イベントの最初のコピーは無料です。S3 のストレージ料金は1GB以下で月0.10ドル未満の見込みです（2026-11）。
costs-record-trail-delivery = 修正は無料です。S3 のストレージ料金は1GB以下で月0.10ドル未満の見込みです（2026-11）。
costs-record-log-validation = 無料です。リージョンごとに1時間に1つ、小さなダイジェストファイルが S3 に保存されます。
costs-record-trail-bucket = 無料です。
costs-record-event-history = 無料です。

saw-trail = 証跡 { $name }（{ $region }）。
saw-trail-recording = 証跡 { $name }（ホーム { $region }）が、有効な全リージョンの管理イベントをすべて記録しています。
saw-trail-excluded = { $sources } のイベントは除外されています。
saw-trail-of-organization = 組織が管理しているため、ここでは読み取り専用です。
saw-trail-copies = { $count }個の証跡が同じイベントを記録しています。2つ目以降は課金されます。
saw-delivered = 最後のログファイルは { $time } に { $bucket } に届きました。
saw-validation = 証跡 { $name } はログファイルに署名しています。
saw-bucket-private = バケット { $bucket } はパブリックアクセスをブロックし、CloudTrail の書き込みを特定の証跡またはアカウントに限定し、暗号化されていない接続を拒否しています。
saw-bucket-covered = アカウントの S3 パブリックアクセスブロックがこのバケットを保護しています。
saw-bucket-versioned = バージョニングは有効です。
saw-bucket-not-versioned = バージョニングは無効です。
saw-history = 最新のイベントは { $name }（{ $time }）です。
saw-history-empty = 閲覧できます。このリージョンにはまだイベントがありません。

gap-no-trail = 証跡がありません。90日より前の操作は調べられません。
gap-trail-stopped = 証跡 { $name } は停止中です。再開するまでイベントは保存されません。
gap-trail-single-region = 証跡 { $name } は { $region } だけを記録しています。ほかのリージョンの操作は90日間のイベント履歴にしか残りません。
gap-trail-partial = 証跡 { $name } は管理イベントの一部しか記録していません。
gap-needs-trail = 先に、記録中の証跡が必要です。
gap-delivery-error = 証跡 { $name } は { $bucket } に書き込めません: { $code }。
gap-delivery-other = 証跡 { $name } はバケットに書き込めません。試行のたびに課金されます。
gap-delivery-old = 最後のログファイルが届いてから{ $days }日たっています。
gap-delivery-pending = まだログファイルがありません。通常は15分以内に最初のファイルが届きます。
gap-delivery-late = { $minutes }分たっても { $bucket } にログファイルがありません。
gap-delivery-unknown = 記録の開始時刻が AWS から得られず、ログファイルも届いていません。
gap-validation = 証跡 { $name } はログファイルに署名していません。
gap-bucket-elsewhere = バケット { $bucket } は別のアカウントにあるか、読む権限がありません。
gap-bucket-missing = バケット { $bucket } がありません。ログファイルを保存できません。
gap-bucket-public = バケット { $bucket } はパブリックです。アカウント外からログにアクセスできる可能性があります。
gap-bucket-acl = バケット { $bucket } はパブリックです。アクセスコントロールリスト（ACL）が全員にアクセスを許可しています。
gap-bucket-block = バケット { $bucket } では、アカウントの設定を含めてパブリックアクセスがブロックされていません。
gap-bucket-source = バケット { $bucket } はどのアカウントの CloudTrail も受け入れます（aws:SourceArn がありません）。
gap-bucket-accounts = バケット { $bucket } は、リージョンごとの{ $count }個のアカウントで CloudTrail を許可しています。新しいリージョンのログは拒否されます。
gap-bucket-tls = バケット { $bucket } は暗号化されていない接続を受け入れます。
gap-bucket-policy = バケット { $bucket } にはポリシーがありません。

cost-trail-first-copy = CloudTrail: 月0ドル。管理イベントの最初のコピーは無料です。
cost-trail-further-copy = CloudTrail: 10万イベントあたり2.00ドルの見込み。追加のコピーのためです（最初の1つは無料）。
cost-trail-copy-unknown = CloudTrail: 管理イベントの最初のコピーであれば月0ドル。そうでなければ10万イベントあたり2.00ドルの見込み。ほかのリージョンの証跡は確認できませんでした。
cost-trail-widened = CloudTrail: ほかに証跡がなければ月0ドル。
cost-s3-storage = S3 のストレージ料金: 1GB以下で月0.10ドル未満の見込み。
cost-undo = 新しい費用はかかりません。S3 に残るログファイルのストレージ料金は引き続きかかります。

note-bucket-replaced = バケット { $bucket } はありません。証跡は新しいバケットに書き込みます。以前の内容は戻りません。
note-bucket-closed = { $bucket } のパブリックアクセスを止めます。ここから公開しているサイトがあれば止まります。
note-policy-merged = { $bucket } の今のポリシーは残し、CloudTrail の許可を加えます。暗号化されていない接続は全員に対して拒否します。
note-trail-gap = 停止中、証跡 { $name } は記録していません。その間の記録は戻りませんが、直近90日はイベント履歴で確認できます。
note-validation-from-now = 署名はこれからのログファイルに付きます。以前のものには付きません。

undo-bucket-kept = バケット { $bucket } は設定とログファイルとともに残ります。不要になったら S3 コンソールで削除してください。
undo-bucket-moved = 証跡は新しいバケットのままです。以前のバケットはありません。
undo-none = 取り消しは元に戻せません。もう一度変更するには、新しい計画を作成してください。

form-bucket-empty = バケット名を入力してください。
form-bucket-length = 3〜63文字で入力してください（今は { $length }文字）。
form-bucket-letter = 「{ $letter }」は使えません。a〜z、0〜9、ハイフンを使ってください。
form-bucket-ends = 先頭と末尾にハイフンは使えません。
form-bucket-reserved = この先頭または末尾は AWS が予約しています。
form-bucket-namespace = -an で終わる名前は、ここでは { $suffix } で終える必要があります。
form-trail-length = 3〜128文字で入力してください（今は { $length }文字）。
form-trail-letter = 「{ $letter }」は使えません。英数字と「.」「_」「-」を使ってください。
form-trail-marks = 英数字で始めて終え、記号は続けないでください。
undo-ends-with-trail = 証跡を削除すると記録も止まります。
note-recording-stops = S3 への記録が止まります。90日より前の操作は調べられなくなります。

# AWS Config
check-record-config-recorder = AWS Config レコーダー
check-record-config-coverage = AWS Config の記録対象
check-record-config-delivery = AWS Config の配信
check-record-config-retention = AWS Config の保持期間

why-record-config-recorder = AWS Config はリソースの設定と変更の履歴を残します。レコーダーがないと「あのときの設定」に誰も答えられません。
why-record-config-coverage = 記録しないタイプには履歴が残りません。IAM のユーザー、グループ、ロール、ポリシーは1つのリージョンで記録すれば、変更ごとの料金は1回で済みます。
why-record-config-delivery = AWS Config は履歴ファイルを S3 に書き込みます。書き込めないチャネルでは履歴が欠けます。
why-record-config-retention = 監査では数か月前や数年前の設定が問われます。指定がなければ AWS は7年間保持します。

costs-record-config-recorder = 無料枠はありません。設定項目1件 $0.003。月に約1,000件で $3.00 の見込みです (2026-11)。最初の月は高くなります。
costs-record-config-coverage = 設定項目1件 $0.003、日次の記録では $0.012 です (2026-11)。無料枠はありません。
costs-record-config-delivery = チャネルは無料です。S3 の保存料金は 1 GB までで月 $0.10 未満の見込みです (2026-11)。
costs-record-config-retention = 無料です。短くしても安くはなりません。

saw-recorder = レコーダー { $name } が { $region } で記録しています。
saw-recorder-regions = 有効な { $total } リージョンのうち { $on } リージョンで記録しています。ほかのリージョンも追加できますが、それぞれ料金がかかります。
saw-recorder-forbidden = { $regions } の AWS Config は組織のポリシーで禁止されています。
saw-config-continuous = 連続的に記録しています。
saw-config-daily = 日次で記録しています。
saw-coverage-all = レコーダー { $name } はサポートされるすべてのタイプを記録しています。
saw-coverage-all-but = レコーダー { $name } は { $types } 以外のすべてのタイプを記録しています。
saw-coverage-only = 記録しているタイプ: { $types }
saw-coverage-iam = IAM のユーザー、グループ、ロール、ポリシーは { $region } で記録しています。
saw-coverage-iam-elsewhere = { $region } では IAM のタイプを記録できません。ほかのリージョンなら記録できます。
saw-config-delivered = 最後の履歴ファイルは { $time } に { $bucket } に届きました。
saw-config-delivers = 履歴ファイルが { $bucket } に届いています。
saw-retention = { $region } の履歴は{ $days }日間保持されます。
saw-retention-default = 履歴は AWS の既定の{ $days }日間保持されます。

gap-no-recorder = { $region } にレコーダーがありません。設定の変更は残りません。
gap-recorder-linked = { $region } には AWS サービスのレコーダー ({ $services }) しかありません。お客様のための履歴は残りません。
gap-recorder-stopped = { $region } のレコーダー { $name } は停止しています。再開するまで変更は残りません。
gap-recorder-failing = レコーダー { $name } が記録できません: { $code } { $message }
gap-recorder-starting = { $region } のレコーダー { $name } は開始したところです。最初の項目は通常数分で現れます。
gap-recorder-odd = レコーダー { $name } の状態 { $status } は genkan の知らないものです。
gap-recorder-elsewhere = { $regions } のレコーダーは停止しているか失敗しています。
gap-recorder-unread = { $regions } の AWS Config を読み取れませんでした。
gap-needs-recorder = 先にレコーダーが必要です。
gap-coverage-only = レコーダー { $name } は{ $count }タイプしか記録していません。
gap-coverage-elsewhere = 一部のリソースタイプしか記録していないリージョン: { $regions }
gap-coverage-iam = IAM のユーザー、グループ、ロール、ポリシーが記録されていません。
gap-coverage-iam-unread = IAM のタイプが記録されているかを、すべてのリージョンで読み取ることはできませんでした。
gap-coverage-iam-twice = IAM のタイプが { $regions } で記録されています。変更ごとに重ねて料金がかかります。
gap-no-channel = { $region } に配信チャネルがありません。レコーダーを開始できません。
gap-config-bucket-missing = バケット { $bucket } がありません。履歴ファイルを保存できません。
gap-config-delivery-failed = AWS Config が { $bucket } に書き込めません: { $code } { $message }
gap-config-delivery-elsewhere = 履歴ファイルが届いていないリージョン: { $regions }
gap-config-delivery-old = 最後の履歴ファイルが届いてから{ $days }日たっています。
gap-config-delivery-odd = 配信の状態 { $status } は genkan の知らないものです。
gap-config-delivery-pending = { $bucket } に履歴ファイルがまだありません。変更があれば AWS が6時間ごとに書き込みます。

cost-config-continuous = AWS Config: { $regions } リージョンで設定項目が約{ $items }件として月 ${ $dollars } の見込み (1件 $0.003)。
cost-config-daily = AWS Config: { $regions } リージョンで設定項目が約{ $items }件として最大で月 ${ $dollars } の見込み (1件 $0.012、リソースごとに1日1件まで)。
cost-config-counted = AWS Config が記録中のリージョンでは、検出済みのリソース数で見積もっています。
cost-config-no-free = 無料枠も無料トライアルもありません。既存のリソースを一度ずつ記録するため、最初の月は高くなります。
cost-config-ends = 記録の料金はかからなくなります。S3 に残るファイルにはこれまでどおり料金がかかります。

note-config-bucket-replaced = バケット { $bucket } はなくなっています。ファイルは新しいバケットに書き込まれ、以前の内容は戻りません。
note-config-bucket-elsewhere = バケット { $bucket } は別のアカウントにあります。ポリシーはここでは変更しません。
note-config-bucket-kept = バケット { $bucket } とファイルは残ります。
note-config-policy-merged = { $bucket } のポリシーの文はそのまま残ります。このアカウントの AWS Config へのアクセスだけを加えます。
note-config-slower = { $region } の記録は、変更ごとから1日1回になります。
note-config-iam-off = { $region } では IAM のタイプを記録しなくなります。
note-config-widened = レコーダー { $name } はサポートされるすべてのタイプを記録するようになります。これまでより料金が増えます。
note-recorder-gap = { $name } が停止していた間は何も記録されていません。その空白は残ります。
note-retention-deletes = { $days }日より古い履歴は AWS Config が削除します。元に戻せません。
note-config-stops = 設定の記録が止まります。記録済みの内容は残りますが、レコーダーが再びできるまで表示されません。
note-control-tower-trail = AWS Control Tower は独自の証跡を作成します。登録の後に既存の証跡を削除しないと、2つ目のコピーに料金がかかります。

undo-role-kept = AWS Config のサービスにリンクされたロールは残ります。無料で、使えるのは AWS Config だけです。
undo-channel-moved = チャネルは新しいバケットのまま残ります。以前のバケットはなくなっています。

form-regions-none = リージョンを1つ以上選んでください。
form-retention-number = 日数か年数を入力してください: 365、400d、7y
form-retention-range = 保持できるのは30日から2,557日（7年）です。今の値は{ $days }日です。
