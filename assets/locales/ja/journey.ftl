# サインインから報告書までの道のり。

source-environment = 環境変数
source-environment-keys = 環境変数のアクセスキー
source-login = aws login
source-sso = IAM Identity Center
source-role = ロール
source-role-mfa = ロール + MFA
source-keys = アクセスキー
source-keys-temporary = 一時キー
source-process = 外部プログラム
source-web-identity = ウェブ ID
source-cloudshell = AWS CloudShell
source-container = コンテナ
source-instance = EC2 インスタンス
source-embedded = 内蔵アカウント

sources-title = どの認証情報を使いますか
sources-looking = このコンピューターのサインインを探しています
sources-found = このコンピューターで見つかったものです。~/.aws は変更しません。
sources-none = このコンピューターに認証情報はありません。
sources-no-profile = (プロファイルなし)
sources-no-region = リージョン未設定
sources-ready = 使えます
sources-ready-until = 残り{ $minutes }分
sources-expired = 期限切れ、Enter で更新
sources-signed-out = Enter でサインイン
sources-asks-code = コードを尋ねます
sources-untold = -
sources-is-broken = 設定不足
sources-broken = プロファイルの設定が足りません: { $what }。~/.aws/config を直してください。
sources-long-lived = 長期のアクセスキーです。削除するまで使えてしまいます。"aws login" なら不要です。
sources-login = "aws login" でサインイン
sources-embedded = その間に内蔵アカウントで試す
sources-opening = サインインしています
sources-kept = ここでのサインインはこのプロセスの中か、AWS CLI の保存先だけに残ります。
sources-road = 初日の最短の道
sources-road-login = このコンピューターで: 下の "aws login" を選びます。ブラウザーが開くので、コンソールと同じようにサインインします。アクセスキーは作りません。
sources-road-cloudshell = ブラウザーで: AWS コンソールにサインインし、CloudShell（>_ ボタン）を開いて、そこで genkan を起動します。サインイン済みの状態で始まります。
sources-road-install = このコンピューターで: AWS CLI 2.32 以降（https://aws.amazon.com/cli/）を入れてから、下の "aws login" を選びます。
sources-road-meanwhile = それまでは内蔵アカウントで、AWS なしですべてを見られます。

signing-in-title = サインイン
sign-in-code = ブラウザーに出るコードと同じか確かめてください:
sign-in-left = 残り { $time }
sign-in-page = このページを開いてください（Enter で開く、c でコピー）:
sign-in-waiting = ブラウザーでの操作を待っています
sign-in-stop = Esc で待つのをやめます。何も失われません。
signed-out = サインインの期限が切れました。Enter で再度サインインすると、この画面に戻ります。
signed-out-elsewhere = この認証情報は genkan の外で更新するものです。更新してから Enter を押してください。
signed-out-kept = 読み取りの途中だったものは読み直します。中断した変更は、まず AWS で結果を確かめます。やみくもに繰り返すことはありません。
region-title = どのリージョンで作業しますか
region-why = 証跡・バケット・通知はここに作ります。確認は有効な全リージョンで行います。
notice-other-account = 別のアカウント { $account } にサインインしています。まず確認してください。
identity-switch = 別のもの

intro-page = ({ $page }/{ $pages })
intro-why-title = なぜ今なのか
intro-why =
    成長を急ぐと、セキュリティは後回しになります。予算がない、規程がない、詳しい人がいない、開発が遅くなりそう。
    しかし「スタートアップだから」は理由になりません。上場や売却の前の監査で、セキュリティのために話が止まった例があります。
    後から入れると、構成やパイプラインの作り直しになります。今日なら1時間ほどです。
    大企業のお客様に聞かれる時期も、以前より早くなっています。
intro-who-title = 責任共有モデル
intro-you = お客様
intro-aws = AWS
intro-you-secures = データ、ID、設定、ネットワークのルール
intro-genkan-helps = （genkan が手伝うのはこちら側です）
intro-aws-secures = ハードウェア、施設、マネージドサービスの基盤
intro-who =
    AWS は基盤を守り、お客様はその上で動くものを守ります。最初に取り組む4つの施策:

why-title = なぜ必要か
why-asks = genkan が確認すること
why-more = Tab: この確認が属する施策。
why-measure-separate =
    1つではなく複数のアカウントで運用することが、主にセキュリティとコンプライアンスのために当たり前になりつつあります。理由は4つです。
    環境の分離: 開発・テスト・本番をそれぞれの統制のもとに置きます。片方の間違いがもう片方に及びません。
    請求の分離: 部門やシステムごとの費用が、タグの付け忘れなしに分かります。
    権限の委譲: 決めた枠の中で、チームが自分で判断できます。
    ワークロードの分離: リスク、データの区分、お客様ごとに分けます。
why-measure-secure =
    IAM は200を超えるサービスについて、誰が何をしてよいかを1か所で決めます。まず3つの習慣です。
    ルートユーザーはアカウントの解約を含めて何でもできます。必要な少数の作業だけに使い、日常は自分のユーザーで、グループに入れ、ポリシーで権限を絞って作業します。
    多要素認証 (MFA): ルートユーザーには必ず、ユーザーにもできるだけ設定します。パスワードが漏れても、それだけでは入れません。
    ルートユーザーのアクセスキーは持たないこと。人には、終わりのないキーより一時的な認証情報を使います。
why-measure-record =
    CloudTrail は、誰が・いつ・どこから・何をしたかを記録します。コンソールでも、コマンドでも、SDK でも、他のサービスからでも同じです。直近90日は無料で調べられます。証跡は、監査や「知る必要がある日」のために残します。
    最初の証跡の管理イベントの配信は無料です。S3 の保存料金はかかります。
    AWS Config はリソースの設定がどう変わったかを記録し、「そのときどうなっていたか」に答えます。保持期間は既定で7年、短くて30日です。無料枠はありません。
why-measure-detect =
    GuardDuty は脅威を自動で見つけます。既知のものは脅威インテリジェンスで、未知のものは普段と違う振る舞いで見つけます。AWS の側で動くので、構成の変更は不要で、性能にも影響しません。
    VPC フローログ、DNS ログ、CloudTrail のイベントを見ます。保護プランを使えば S3、EKS、RDS、Lambda、EBS も見ます。
    リージョンごとに最初の30日は無料で、その後の費用の見込みも分かります。検出結果は EventBridge（通知）や Security Hub につながります。

order-root = ルートユーザーです。まず管理者を作り、その人でサインインし直してから続けます。
order-free-plan = 組織を作るとアカウントの無料プランが終わるので、施策1は最後にします。
order-walking = 4つの施策の順です。
dashboard-next = 次のおすすめ: { $order }
dashboard-unknown = 答えられなかった確認があります。施策を開くと、足りない権限が分かります。
dashboard-done = 4つの施策はすべて済んでいます。e で成果を見られます。

recap-title = { $account } で済んだこと
recap-before = 以前
recap-now = 現在
recap-before-is = 「以前」は genkan が各項目を初めて見たときです
recap-made = このコンピューターの genkan で変更したもの
recap-made-none = ありません。
recap-costs = その月額（見込み）
recap-open = これから行うこと
recap-aside = 見送ったもの
recap-pending = 反映待ち（後でもう一度確認）
recap-unknown = 確認できなかったもの
recap-next = 次の一歩
recap-next-hands-on = ハンズオン「AWS Hands-on for Beginners Security #1 アカウント作成後すぐやるセキュリティ対策」
recap-next-skill-builder = AWS Skill Builder、そして AWS 認定
recap-next-report = Enter で、ここにいない人のための報告書を保存します。

save-title = 報告書を保存
save-format = 形式
save-html = HTML（日英）
save-markdown = Markdown
save-json = JSON
save-mask = 識別子
save-mask-off = 表示
save-mask-on = 隠す
save-file = ファイル
save-said = ファイルを読めるのはあなただけです。秘密は含みません。

skip-title = 見送り
skip-explained = 確認の状態は変わりません。報告書に理由と担当者が載ります。
skip-later = 後で行う
skip-not-ours = 担当外
skip-accepted-risk = リスクを受容
skip-owner = 担当者
skip-nobody = 未定
skip-said = { $date } に見送り: { $reason }、担当: { $owner }
notice-put-aside = 見送りにしました。報告書に理由と担当者が載ります。
notice-nothing-to-skip = 見送るものはありません。

where-left-title = おかえりなさい
where-left = 前回は「{ $measure }」の「{ $check }」でした。
where-left-go-on = 続きから
where-left-home = 4つの施策へ

key-switch = アカウント
key-sign-in-here = サインイン
key-use = 使う
key-home-region = リージョン
key-look-again = 再検索
key-aws-login = aws login
key-try-again = 再試行
key-skip-intro = とばす
key-why = 理由
key-why-measure = 施策の説明
key-skip = 見送る
key-put-aside = 見送る
key-take-up = 見送りを解除
key-recap = まとめ
key-save-report = 報告書を保存
key-save = 保存
key-next-steps = 次の一歩

failure-sign-in-ended = 時間内にサインインされませんでした。
next-sign-in-ended = Enter で新しいコードを求めます。
failure-sign-in-refused = サインインできませんでした。
next-sign-in-refused = もう一度試し、ブラウザーで「許可」を選んでください。
failure-no-cli = "aws login" には AWS CLI 2.32 以降が必要です。
next-no-cli = https://aws.amazon.com/cli/ から入れて再検索するか、AWS CloudShell で genkan を起動してください。

report-aside = 見送ったもの
report-aside-none = ありません。
report-made = genkan で変更したもの
report-made-none = このコンピューターからは何も変更していません。
report-costs = その費用の見込み
report-run = 実行
notice-password-first = 先にパスワードを控えてください。表示はここだけです。Enter で進みます。
