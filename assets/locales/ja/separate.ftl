# 施策1: AWS Organizations による用途別のアカウント分離

check-separate-organization = 組織 (AWS Organizations)
check-separate-workload-accounts = ワークロード用の別アカウント
check-separate-central-root = メンバーのルートユーザーの一元管理
why-separate-organization = 組織があれば、複数のアカウントを1つの請求にまとめ、それぞれに別のルールを適用できます。ないと各アカウントは孤立したままです。
why-separate-workload-accounts = 1つのアカウントで起きた障害や漏えいは、そのアカウントの中に留まります。開発から本番に触れず、費用もアカウントごとに分かります。
why-separate-central-root = どのアカウントにもルートユーザーがいます。一元管理すれば、メンバー側にはパスワードもキーもMFAも不要で、守るものが減ります。
costs-separate-organization = AWS Organizations は無料です。
costs-separate-workload-accounts = アカウントは無料です。中で使ったサービスには通常の料金がかかります。
costs-separate-central-root = 無料です。

saw-organization-own = このアカウントが組織 { $id } を管理しています。
saw-organization-member = 組織 { $id } のメンバーです。管理アカウントは { $account } です。
gap-no-organization = 単独のアカウントです。組織がありません。
gap-billing-only = 組織は一括請求のみです。ルールを適用するには、すべての機能を有効にする必要があります。
gap-ask-management = 確認できるのは管理アカウント { $account } だけです。その担当者に確認してください。
gap-all-in-one = すべてが1つのアカウントで動いています。本番と開発が分かれていません。
gap-accounts-coming = AWS が作成中です: { $names }
gap-no-member = 管理アカウントしかありません。管理アカウントでは何も動かさないのが基本です。
gap-no-workload = ほかのアカウントはセキュリティとログ用だけです（{ $names }）。ワークロード用のアカウントが必要です。
saw-members = 管理アカウントのほかに { $count } 個のアカウントがあります: { $names }
saw-members-unfinished = サインアップが完了していないアカウントが { $count } 個あります。
saw-members-closed = ほかに、閉鎖済みまたは閉鎖中のアカウントが { $count } 個あります。
saw-members-loose = そのうち { $count } 個は、どの組織単位 (OU) にも入っていません。
gap-root-needs-organization = まず組織が必要です。
gap-root-not-trusted = IAM に組織の信頼されたアクセスがありません。メンバーごとにルートユーザーを守る必要があります。
gap-root-billing-only = 組織は一括請求のみです。ルートアクセスの一元管理には、すべての機能が必要です。
gap-root-off = ルート認証情報の一元管理が無効です。
saw-root-on = ルート認証情報の一元管理とルートセッションが有効です。
saw-root-on-without-sessions = ルート認証情報の一元管理は有効ですが、ルートセッションは無効です。
gap-member-roots = { $count } 個のメンバーで、ルートユーザーがまだサインインできます: { $names }
gap-member-roots-unread = メンバーのルートユーザーを確認できませんでした ({ $reason })。
saw-roots-looked-at = { $count } 個のメンバーのルートユーザーを確認しました。
saw-roots-not-looked-at = メンバーのルートユーザーは未確認です: t、次に a。

fix-separate = Enter で、まず元に戻せないことを説明します。承認するまで何も実行しません。
fix-management = ここでできることはありません。変更できるのは管理アカウントだけです。
fix-all-features = AWS Organizations コンソールの「設定」で、すべての機能を有効にしてください。招待したメンバーには確認が届きます。
fix-member-roots = Enter でアカウントを表示します。x でメンバーのルート認証情報を削除します。
fix-organization-first = Enter で、まず組織を作成します。

told-organization = 組織を作成する前に
told-accounts = アカウントを作成する前に
told-management = アカウント { $account } が管理アカウントになります。後から変更できません。組織を削除できるのは、ほかのアカウントがない間だけです。
told-closing = 新しいアカウントは閉鎖できますが、すぐには削除できません。90日間は停止状態で残り、その間もクォータに数えられます。
told-email = メールアドレスは使用済みのまま残ります。世界中のどの AWS アカウントでも使われていないものが必要です。名前+単語@… なら、通常は同じ受信箱に届きます。
told-quota = 組織のアカウントは、最初は10個かそれ以下です。AWS は1つずつ、それぞれ数分で作成します。
told-free = このアカウントは無料プランです。組織を作成すると直ちに「有料プラン」になり、元に戻せません。以後、無料枠を超えた利用は課金されます。
told-free-until = このアカウントは { $date } まで無料プランです。組織を作成すると直ちに「有料プラン」になり、元に戻せません。以後、無料枠を超えた利用は課金されます。
told-plan-unknown = アカウントのプランを確認できませんでした。無料プランの場合、組織を作成すると「有料プラン」になり、元に戻せません。
told-credits = AWS の無料利用枠のページによると、未使用の無料利用枠クレジットも失効します（2026年11月に確認）。
told-consent = 無料プランが有料プランになることを理解しました
told-paid = このアカウントは有料プランです。プランは変わりません。
told-nothing-yet = まだ何も実行していません。次に計画を表示し、もう一度確認します。
notice-paid-plan = 無料プランが有料プランになってよい場合は、Space で選んでください。
key-paid-plan = 同意

accounts-title = どのアカウントを作りますか
accounts-shape = 構成
field-shape-two = 2つ: prod と dev
field-shape-four = 4つ: security、log archive、prod、dev
field-shape-own = 自分で決める
accounts-email = メール
accounts-name = アカウント名
accounts-own-email = メールアドレス
accounts-unit = 組織単位 (OU)
accounts-now = 現在
accounts-proposed = 提案
reason-environment = 環境の分離: 開発・テスト・本番を、それぞれのルールで管理します。
reason-billing = 請求の分離: 費用がアカウントごとに分かり、請求書は1つです。
reason-workload = ワークロードの分離: リスク、データの種類、顧客ごとに分けます。
reason-delegation = 権限の委譲: 決めた枠の中で、OU をチームに任せられます。
reason-review = 次に、実行前のすべての操作を表示します。
form-account-name-wrong = ASCII の英数字と記号です。/ = ; は使えません。
form-unit-wrong = / で区切った5階層までの名前です。例: Workloads/Prod
form-email-twice = 別の行と同じメールアドレスです。
form-name-twice = 別の行と同じ名前です。
form-email-management = 管理アカウントのメールアドレスです。
form-email-taken = この組織の閉鎖されたアカウントのメールアドレスです。
form-name-taken = 同じ名前のアカウントが、別のメールアドレスであります。
key-add-row = 追加
key-remove-row = 削除

tree-title = アカウント
tree-alone = 単独のアカウントです。組織がありません。
tree-own = 組織 { $id } (ここで管理)
tree-delegated = 組織 { $id } (管理アカウント { $account })。このアカウントは委任された管理者です
tree-of = 組織 { $id } (管理アカウント { $account })
tree-member = ほかのアカウントを確認できるのは管理アカウントだけです。
tree-root = ルート (Root)
tree-new = 新規
tree-management = 管理
tree-creating = 作成中
tree-state = { $state ->
    [SUSPENDED] 停止
    [PENDING_CLOSURE] 閉鎖中
    [PENDING_ACTIVATION] 有効化中
    [CLOSED] 閉鎖済み
   *[other] { $state }
}
tree-root-none = ルート認証情報なし
tree-root-some = ルート: { $count }
tree-root-has = ルートユーザーの認証情報: パスワード { $password }、アクセスキー { $keys }、MFA { $devices }、証明書 { $certificates }。x で削除します。
tree-enter-why = Enter で、AWS が作成したロールを使ってこのアカウントに入ります。施策2〜4はそのアカウントが対象になり、b で戻ります。
tree-entering = アカウントにサインインしています。新しいアカウントは準備に1分ほどかかることがあります。
tree-looking = メンバーのルートユーザーを確認しています。
notice-roots = ルートユーザーがサインインできるメンバー: { $count } 個
key-organization = アカウント
key-enter-account = 中に入る
key-leave-account = 管理アカウントに戻る
key-new-accounts = アカウントを追加
key-roots = ルートを確認
key-remove-root = ルート認証情報を削除

note-plan-becomes-paid = このアカウントの無料プランは「有料プラン」になり、元に戻せません。
note-plan-may-become-paid = 無料プランの場合は「有料プラン」になり、元に戻せません。
note-management-for-good = アカウント { $account } が管理アカウントになります。後から変更できません。
note-account-for-good = アカウントはすぐに削除できません。閉鎖すると90日間停止状態になります。
note-account-emails = メールアドレスは、アカウントを閉鎖した後も使用済みのままです。
note-account-time = AWS は { $count } 個のアカウントを1つずつ、それぞれ数分で作成します。途中で終了しても、次の起動時に続きから進めます。
note-central-root = 以後このアカウントは、メンバーのルートユーザーにしかできない操作を、最長15分のセッションで実行できます。CloudTrail に記録されます。
note-member-key-off = { $key } は無効になっています。
note-member-key-in-use = { $key } は最近使われました。承認する前に、何が使っているかを確認してください。
note-member-root = そのルートユーザーではサインインできなくなります。必要なら、このアカウントから再びパスワードを設定できるようにできます。
note-organization-stays = 組織は、中のアカウントとともに残ります。
undo-account-stays = アカウントは残ります。AWS Organizations コンソールで閉鎖できます。
undo-member-root = 削除したルート認証情報は元に戻せません。
cost-organizations = AWS Organizations とアカウントは無料です。アカウントの中で使ったサービスに料金がかかります。

failure-free-plan = 組織を作成すると無料プランが有料プランになりますが、同意がありません。
next-free-plan = ウィザードの説明を読むか、--set plan=paid を付けてください。
failure-account-refused = AWS はアカウント { $account } を作成しませんでした。
next-account-refused = { $reason ->
    [EMAIL_ALREADY_EXISTS] このメールアドレスは、すでにどこかの AWS アカウントで使われています。別のものを選んでください。
    [ACCOUNT_LIMIT_EXCEEDED] 組織のアカウント数が上限です。Service Quotas で引き上げを申請してください。
    [CONCURRENT_ACCOUNT_MODIFICATION] AWS が組織の別の変更を処理中でした。数分後にやり直してください。
    [INVALID_EMAIL] このメールアドレスは使えません。別のものを選んでください。
    [INVALID_ADDRESS] 管理アカウントの住所が不完全です。「請求」の「支払い設定」で補ってください。
    [MISSING_PAYMENT_INSTRUMENT] 管理アカウントに支払い方法がありません。「請求」の「支払い設定」で登録してください。
    [INVALID_PAYMENT_INSTRUMENT] 管理アカウントの支払い方法が無効です。「請求」の「支払い設定」を確認してください。
    [INTERNAL_FAILURE] AWS 側の問題です。やり直しても続く場合は AWS サポートに連絡してください。
    [PENDING_BUSINESS_VALIDATION] 管理アカウントの事業者情報を AWS が確認中です。終わってからやり直してください。
    [MISSING_BUSINESS_VALIDATION] 管理アカウントの事業者情報が必要です。「アカウント」で登録してください。
    [FAILED_BUSINESS_VALIDATION] 管理アカウントの事業者情報が承認されませんでした。「アカウント」を確認するか、AWS サポートに連絡してください。
    [INVALID_IDENTITY_FOR_BUSINESS_VALIDATION] 管理アカウントの本人確認ができませんでした。「アカウント」を確認するか、AWS サポートに連絡してください。
    [UNKNOWN_BUSINESS_VALIDATION] 事業者情報の確認が結果なしで終わりました。AWS サポートに連絡してください。
   *[other] AWS の理由: { $reason }。この理由とともに AWS サポートに連絡してください。
}
failure-no-organization = まだ組織がありません。
next-no-organization = 先に作成してください: separate.organization
failure-billing-only = 組織は一括請求のみです。
next-billing-only = AWS Organizations コンソールの「設定」で、すべての機能を有効にしてください。招待したメンバーには確認が届きます。
failure-organization-new = AWS が新しい組織を準備しています。最長で1時間ほどかかります。
next-organization-new = 完了した分は残っています。1時間後に同じ操作をもう一度実行すると、続きから進みます。
failure-organization-in-use = この組織は、ほかの用途で使われています: { $detail }
next-organization-in-use = 組織を削除すると、それらも失われます。先に AWS Organizations コンソールで取り除くか、組織を残してください。
failure-root-cannot = ルートユーザーは、ほかのアカウントに入れません (AWS の制限)。
next-root-cannot = 普段用の管理者 (施策2) でサインインして、もう一度試してください。

step-creating = AWS が作成中、{ $seconds } 秒
step-under-way = AWS が処理を継続中
step-accepted = AWS が受付
progress-accepted = 手順 { $step }: { $call }: AWS が受け付け、処理を続けています。
progress-under-way = 手順 { $step }: { $call }: AWS が処理を続けています。次の起動時に確認します。
cli-accounts = 組織を表示する: OU とアカウントのツリー
