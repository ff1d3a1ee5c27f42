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
gap-delivery-pending = まだログファイルがありません。通常は15分以内に最初のファイルが届きます。
gap-delivery-late = { $minutes }分たっても { $bucket } にログファイルがありません。
gap-delivery-unknown = 記録の開始時刻が AWS から得られず、ログファイルも届いていません。
gap-validation = 証跡 { $name } はログファイルに署名していません。
gap-bucket-elsewhere = バケット { $bucket } は別のアカウントにあるか、読む権限がありません。
gap-bucket-missing = バケット { $bucket } がありません。ログファイルを保存できません。
gap-bucket-public = バケット { $bucket } はパブリックです。アカウント外からログにアクセスできる可能性があります。
gap-bucket-block = バケット { $bucket } はパブリックアクセスをブロックしていません。
gap-bucket-source = バケット { $bucket } はどのアカウントの CloudTrail も受け入れます（aws:SourceArn がありません）。
gap-bucket-tls = バケット { $bucket } は暗号化されていない接続を受け入れます。
gap-bucket-policy = バケット { $bucket } にはポリシーがありません。

cost-trail-first-copy = CloudTrail: 月0ドル。管理イベントの最初のコピーは無料です。
cost-trail-further-copy = CloudTrail: 10万イベントあたり2.00ドルの見込み。追加のコピーのためです（最初の1つは無料）。
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
