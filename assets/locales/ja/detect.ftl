# 施策4: GuardDuty

check-detect-detector = 全リージョンの GuardDuty
check-detect-protection-plans = GuardDuty の保護プラン

why-detect-detector = GuardDuty は CloudTrail、DNS、ネットワークのログから攻撃の兆候（認証情報の漏えい、暗号通貨のマイニング、Tor からの操作など）を見つけます。普段使わないリージョンほど狙われます。
why-detect-protection-plans = 保護プランは、S3、EKS、RDS のログイン、Lambda、ディスク上のマルウェアなどを追加で監視します。新しく有効にすると、AWS はほとんどのプランも有効にします。

costs-detect-detector = アカウントとリージョンごとに30日間無料です。その後は読み取った量に応じた料金で、使っていないリージョンではわずかです。
costs-detect-protection-plans = ほとんどのプランに、リージョンごとに30日間の無料トライアルがあります。その後はプランごとに読み取った量に応じた料金がかかります。

saw-detector-on = { $total }リージョンのうち{ $count }リージョンで GuardDuty が有効です。
saw-detector-unread = 確認できないリージョン: { $regions }
saw-plans-on = GuardDuty が有効なすべてのリージョンで有効: { $plans }
saw-plans-off = どのリージョンでも無効: { $plans }
gap-plans-all-off = GuardDuty は有効ですが、保護プランはすべて無効です。
gap-plans-none = GuardDuty はプランを示していません。
saw-plan-partly = { $plan } は{ $total }リージョンのうち{ $count }リージョンで有効です。

gap-regions-unlisted = 有効なリージョンの一覧を確認できません。{ $count }リージョンだけを確認しました。
gap-detector-none = GuardDuty がどのリージョンでも無効です。攻撃の兆候を誰も見ていません。
gap-detector-off = { $total }リージョンのうち{ $count }リージョンで GuardDuty が無効です: { $regions }
gap-detector-suspended = GuardDuty が停止しています: { $regions }。再開するまで何も検知しません。
gap-needs-detector = 先に GuardDuty が必要です。

check-detect-open-findings = 重要度「高」以上の検出結果が残っていない

why-detect-open-findings = 重要度が「高」以上（7.0以上）の検出結果は、すでに何かが他人の手に渡っている可能性を示します。後回しにはできません。

costs-detect-open-findings = 検出結果の表示とアーカイブは無料です。

saw-detector-by-policy = 組織のポリシーで管理: { $regions }
saw-detector-by-administrator = アカウント { $account } が管理: { $regions }
saw-findings-none = { $count }リージョンで、残っているものはありません。
saw-findings-samples = アーカイブしていないサンプルが{ $count }件あります。

gap-findings-open = 重要度が「高」以上の検出結果が{ $count }件残っています: { $regions }
gap-findings-at-least = 重要度が「高」以上の検出結果が{ $count }件以上残っています: { $regions }
gap-findings-behind-samples = サンプルが多すぎて、他の検出結果を確認できません。アーカイブしてから r を押してください。

cost-guardduty-trial = GuardDuty を初めて有効にする{ $count }リージョンでは、ほとんどのプランを含めて30日間無料です。期間が終わっても無効にはなりません。
cost-guardduty-again = 以前に有効だったリージョンでは、無料期間は残りの日数だけです。終わっていることもあります。
cost-guardduty-after = その後は us-east-1 の場合、CloudTrail イベント100万件あたり $4.00、DNS とフローログ 1GB あたり $1.00。プランの料金は別です。使っていないリージョンではわずかです。無料期間中は、GuardDuty で料金の見込みを確認できます。
cost-undo-detect = 新しい費用はかかりません。停止または削除したものに料金はかかりません。

note-plans-on = 有効にするプラン: { $plans }
note-plans-off = 無効のままのプラン: { $plans }。AWS は指定のないプランも有効にするため、genkan が扱うプランはすべて指定します。これより新しいプランは AWS が有効にすることがあり、確認結果と設定の画面で分かります。
note-detector-resumed = 以前のプランのまま再開: { $regions }
note-plan-turned-off = { $plan } を無効にするリージョン: { $regions }
note-frequency-slower = 継続中の検出結果の再通知が遅くなるリージョン: { $regions }
note-runtime-agents = Runtime Monitoring には、ワークロードに GuardDuty セキュリティエージェントが必要です。なければ保護は増えません。
note-eks-runtime = EKS Runtime Monitoring が有効なため、Runtime Monitoring を有効にできないリージョン: { $regions }
note-detector-kept = すでに有効なため、そのままにする: { $count }リージョン
note-managed-administrator = アカウント { $account } が管理しているため、変更しない: { $regions }
note-managed-policy = 組織のポリシーで管理されているため、変更しない: { $regions }
note-region-unread = 確認できないため、対象から除く: { $regions }
note-by-region = リージョンごとに独立しています。1つで失敗しても、他のリージョンは実行します。
note-detector-suspended = 停止中の GuardDuty は何も検知しません。検出結果は残り、料金はかかりません。
note-detector-deleted = 検出結果も一緒に削除されます。元に戻せません。

plan-regions = { $count }リージョン

form-detect-title = GuardDuty で監視する範囲
form-detect-intro = 使っていないリージョンも含めた全リージョンが推奨です。承認するまで何も変更しません。
form-regions-all = 有効な{ $count }リージョンすべて（推奨）
form-plans = プラン
form-plans-none = プランなし: CloudTrail イベント、DNS、フローログだけを監視します。
form-plans-chosen = { $count }件が有効: { $plans }
form-finding-frequency = 再通知
form-finding-frequency-hint = 続いている検出結果を再び送る間隔。新しいものは数分で送られます。
form-existing = 有効済み
form-existing-hint = すでに有効なリージョンにも適用
form-detect-cost = GuardDuty が初めてのリージョンでは30日間無料です。その後は読み取った量に応じた料金です。

protects-s3-data-events = S3 のオブジェクトの読み書き。標準で有効。
protects-eks-audit-logs = EKS クラスターへの操作。標準で有効。
protects-ebs-malware-protection = 感染が疑われるインスタンスのディスクを検査。標準で有効。
protects-rds-login-events = RDS と Aurora へのログイン。標準で有効。
protects-lambda-network-logs = Lambda 関数のネットワーク通信。標準で有効。
protects-runtime-monitoring = EC2、ECS、EKS の内部のプロセス。エージェントが必要。標準では無効。

note-samples-alert = サンプルも本物と同じように通知されます。EventBridge、Security Hub、メールで受け取る人に届きます。
note-samples-marked = どれにも [SAMPLE] が付き、対象のリソースは実在しません。
note-samples-every = すべてのタイプを1件ずつ作成します。数百件になり、通知も同じ数だけ送られます。
note-archive = アーカイブした検出結果は90日間残り、元に戻せます。
undo-samples = サンプルはアーカイブするまで残ります。検出結果の画面で A を押してください。
cost-findings = 無料です。

severity-low = 低
severity-medium = 中
severity-high = 高
severity-critical = 重大

samples-with = サンプルも表示
samples-without = サンプルを除く
samples-only = サンプルだけ

findings-title = GuardDuty の検出結果
findings-title-archived = アーカイブした GuardDuty の検出結果
findings-every-severity = すべての重要度
findings-at-least = 重要度「{ $level }」以上
findings-every-type = すべてのタイプ
findings-every-region = 全リージョン
findings-severity = 重要度
findings-type = タイプ
findings-resource = リソース
findings-region = リージョン
findings-count = 回数
findings-account = アカウント
findings-none = 検出結果はありません。よい状態です。m でサンプルを作成すると、どのように見えるか確認できます。
findings-none-archived = アーカイブした検出結果はありません。h で現在の検出結果に戻ります。
findings-hidden = 条件に合う検出結果がありません。s、t、p と矢印キーで条件を変えられます。
findings-nowhere = どのリージョンでも GuardDuty が有効ではありません。Esc で戻り、Enter で有効にできます。
findings-unread = 確認できないリージョン: { $regions }
findings-more = 表示しきれない検出結果があるリージョン: { $regions }
findings-loading = 全リージョンの GuardDuty に問い合わせ中... { $seconds }秒
findings-awaited = サンプルを待っています。1分ほどかかることがあります。
findings-shown = { $count }件のうち{ $shown }件を表示。GuardDuty があるのは{ $regions }リージョンです。
findings-nothing-to-archive = アーカイブするものがありません。

finding-severity = 重要度
finding-is-sample = [SAMPLE]: 実在しないリソースのサンプル
finding-is-archived = アーカイブ済み
finding-what = 内容
finding-resource = 対象
finding-place = { $region }、アカウント { $account }
finding-actor = 相手
finding-nobody = GuardDuty は相手を示していません。
finding-times = 時刻
finding-seen = { $count }回、{ $first } から { $last } まで
finding-first = 初動
finding-console = コンソール

advice-instance =
    1. ルールのないセキュリティグループを付けて通信を遮断します。メモリが証拠になるため、まだ停止しないでください。
    2. ディスクのスナップショットを取り、同じ相手と通信したものが他にないか確認します。
    3. ロールの認証情報を無効にし、信頼できるイメージから作り直します。
advice-bucket =
    1. バケットのパブリックアクセスをブロックし、ポリシーを確認します。
    2. 使われたアクセスキーを無効にし、CloudTrail で他の操作を確認します。
    3. 読み取られたオブジェクトを調べます。内容が漏れた可能性があります。
advice-access-key =
    1. アクセスキーを無効にするか、ロールのセッションを終了させます。
    2. イベント履歴（施策3の v）で、ユーザー、キー、インスタンスの作成などを確認します。
    3. 作られたものを取り消し、持ち主には一時的な認証情報を使ってもらいます。
advice-cluster =
    1. ネットワークポリシーで Pod を隔離し、ノードに新しい Pod が配置されないようにします。
    2. Pod を起動したサービスアカウントを調べ、権限を外します。
    3. 信頼できるイメージからワークロードを作り直します。
advice-other =
    1. 対象のリソースを確認します。把握しているもので、意図した動作でしょうか。
    2. 分かるまで、通信を遮断するか認証情報を無効にします。
    3. イベント履歴（施策3の v）で、直前に何が起きたか確認します。

samples-title = 検出結果サンプル
samples-intro = サンプルで、GuardDuty が何を知らせるか確認できます。アカウントの他の部分は変わりません。
samples-few = スタートアップでよく見るものを数件
samples-every = すべてのタイプを1件ずつ（数百件）
samples-region = リージョン
samples-alert = 本物と同じように通知されます。受け取る人に先に知らせてください。

regions-title = リージョンごとの GuardDuty
regions-region = リージョン
regions-status = 状態
regions-free = 無料期間
regions-plans = プラン
regions-cost = 直近30日
regions-open = 未対応
regions-asking = 確認中
regions-unknown = 不明
regions-off = 無効
regions-on = 有効
regions-suspended = 停止中
regions-over = 終了
regions-days = { $days }日
regions-days-between = { $days }日
regions-off-detail = GuardDuty は無効です。一度も有効にしていなければ、最初の30日間は無料です。
regions-suspended-detail = 停止中です。何も検知せず、料金もかかりません。
regions-by-policy = 組織のポリシーで管理されているため、genkan は変更しません。
regions-by-administrator = アカウント { $account } が管理しているため、genkan は変更しません。
regions-features = 有効: { $on }。無効: { $off }
regions-cost-detail = 金額は AWS による直近30日の値です。無料期間中は、かかったはずの料金です。

check-detect-alerts = 検出結果が担当者に通知される

why-detect-alerts = GuardDuty の検出結果は、誰かが見るまでコンソールにあるだけです。EventBridge と SNS のメールなら、新しい検出結果が数分で届きます。

costs-detect-alerts = AWS サービスのイベントは無料で、メールも月1,000通まで無料です。他のリージョンへの転送は100万件あたり $1.00 です。

saw-alerts-told = GuardDuty がある{ $total }リージョンのうち{ $count }リージョンで通知されます。

gap-alerts-none = どのリージョンの検出結果も、誰にも通知されません。
gap-alerts-some = 検出結果が誰にも通知されないリージョン: { $regions }
gap-alerts-pending = { $who } は AWS からのメールをまだ承認していません。承認するまで届きません。
gap-alerts-policy = SNS トピックが EventBridge からの発行を許可していないため、通知が届かないリージョン: { $regions }
gap-alerts-key = SNS トピックの暗号化キーを EventBridge が使えないため、通知が届かないリージョン: { $regions }
gap-alerts-filter = サブスクリプションフィルターがすべての検出結果を除外しているリージョン: { $regions }
gap-alerts-role = 検出結果を転送するロールを EventBridge が使えないリージョン: { $regions }
gap-suppressed = 抑制ルール（{ $rules }）が、重要度「高」の検出結果を自動でアーカイブしているリージョン: { $regions }
gap-alerts-narrow = 重要度が「高」の検出結果の一部が通知されないリージョン: { $regions }
gap-alerts-elsewhere = メール以外に送られているリージョン: { $regions }。誰かが見ているかどうかは、genkan では確認できません。

cost-alerts = AWS サービスのイベントと、月1,000通までのメールは無料です。ホームリージョンへの転送は100万件あたり $1.00 です。
note-alerts-confirm = AWS から { $email } にメールが届きます。3日以内にリンクを開くまで、誰にも通知されません。
note-alerts-forward = 他のリージョンの検出結果は { $home } に転送されるため、承認するメールは1通です。転送だけができるロールを作成します。
note-alerts-repeat = 続いている検出結果は6時間ごと（GuardDuty の設定による）に再び届きます。アーカイブしたものも届きます。
undo-ends-with-topic = サブスクリプションとポリシーはトピックと一緒に削除されます。各メールのリンクからも解除できます。
note-alerts-existing = { $home } ではすでに通知先があるため、検出結果はそこに届きます。{ $email } は追加しません。

form-alerts-title = 検出結果の通知先
form-alerts-intro = 計画を承認するまで何も変更しません。
form-email = メール
form-email-hint = 必ず誰かが読むアドレス。個人よりグループのアドレスがおすすめです。
form-email-empty = メールアドレスを入力してください。
form-email-wrong = AWS で使えるメールアドレスではありません（例: security@example.com）。
form-severity = 重要度
form-severity-critical = 重要度「重大」のみ
form-severity-high = 重要度「高」以上
form-severity-medium = 重要度「中」以上
form-severity-low = 重要度「低」以上
form-severity-hint = 「高」は7.0以上で、すでに被害が出ている可能性があります。「中」は4.0以上です。
form-alert-regions = 範囲
form-alert-regions-all = GuardDuty がある全リージョン
form-alert-regions-all-hint = 他のリージョンから { $home } に転送します。承認するメールは1通です。
form-alert-regions-home = ホームリージョンだけ
form-alert-regions-home-hint = { $home } の検出結果だけを通知します。他のリージョンは通知されません。

check-detect-security-hub = AWS Security Hub CSPM（任意）

why-detect-security-hub = Security Hub CSPM は、さまざまなサービスの検出結果を1つの一覧にまとめ、標準に照らして毎日アカウントを確認します。最初ではなく、次の段階です。

costs-detect-security-hub = アカウントとリージョンごとに30日間無料です。その後はチェックの数に応じた料金です。標準には AWS Config が必要で、その料金もかかります。

saw-hub-off = { $region } では有効ではありません。初日から必要なものではありません。
saw-hub-on = { $region } で有効です。
saw-hub-no-standard = 有効な標準はありません。検出結果の集約だけを行います。
saw-hub-standards = 標準: { $standards }

note-hub-standards = コンソールと同じく、AWS 基礎セキュリティのベストプラクティスと CIS AWS Foundations も有効になります。
note-hub-config = チェックのほとんどには、AWS Config（施策3）による記録が必要です。
cost-hub = 30日間無料です。その後は us-east-1 で月10万件まで、チェック1件あたり $0.0010。そのために AWS Config の記録が増えると、その料金もかかります。

handoff-title = GuardDuty の次に
handoff-intro = GuardDuty の検出結果は次のサービスにも送れます。どちらも初日には不要です。
handoff-adds = 内容
handoff-costs = 費用
handoff-needs = 条件
handoff-now = 現在
handoff-hub-adds = GuardDuty、Inspector、Macie、IAM Access Analyzer の検出結果を1つの形式で一覧にします。AWS 基礎セキュリティのベストプラクティスや CIS などの標準に照らして、毎日スコアを出します。
handoff-hub-costs = リージョンごとに30日間無料です。その後はチェック1件あたり $0.0010（us-east-1、月10万件まで）。他のサービスの検出結果は月10,000件まで無料です。
handoff-hub-needs = 標準のチェックのほとんどには、AWS Config の記録（施策3）が必要です。
handoff-detective-adds = 検出結果の前後に誰が何をしたかを、CloudTrail、ネットワークのログ、GuardDuty から最長1年分たどれます。
handoff-detective-costs = リージョンごとに30日間無料です。その後は読み取ったログ 1GB あたり $2.00（us-east-1、1,000GB まで）。
handoff-detective-needs = 調査のきっかけとなる GuardDuty だけです。有効にした時点から学習するため、必要になる前にコンソールで有効にします。
handoff-turn-on = Enter で有効にする計画を表示します。操作、費用、取り消し方を確認でき、承認するまで何も実行しません。
saw-detector-no-endpoint = エンドポイントがなく、提供されていないリージョン: { $regions }
regions-no-endpoint = 提供なし
form-finding-frequency-fifteen-minutes = 15分ごと
form-finding-frequency-one-hour = 1時間ごと
form-finding-frequency-six-hours = 6時間ごと
