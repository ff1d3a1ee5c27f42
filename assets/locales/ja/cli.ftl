# コマンドライン。

cli-about = AWS アカウントで最初に行うセキュリティ施策を確認し、承認した変更だけを行います。コマンドなしでウィザードを開きます。
cli-exit-codes =
    終了コード: 0 すべて完了または適用済み、1 不具合、2 使い方の誤り、3 要対応の項目あり、
    4 認証情報がないか期限切れ、5 AWS の応答がないか未確認の項目あり、6 一部だけ適用、7 適用後の
    AWS の状態が計画と異なる、8 計画がアカウントに合わない（古い、変更されている、実行できない、
    別のアカウントのもの）、9 出力またはファイルを読み書きできない、101 異常終了、130 中断。
cli-demo = 内蔵アカウントでウィザードを開く: fresh, half-done, secured, member, denied
cli-check = アカウントの状態を表示する
cli-plan = 変更内容を表示し、保存する
cli-apply = 保存した計画だけを実行する
cli-undo = 直前の実行、または指定した実行を取り消す
cli-inventory = AWS Config が記録しているリソースを表示（タイプ別の数、タイプの一覧、クエリ）
cli-timeline = 1つのリソースの設定の変化を表示（AWS Config の記録）
cli-events = 過去90日のイベント履歴を調べる（無料）
cli-journal = このマシンから行った変更を表示する

arg-profile = AWS 設定のプロファイル
arg-region = 対象のリージョン
arg-lang = 言語: en または ja
arg-read-only = 何を指定しても変更しない
arg-endpoint-url = AWS 以外のエンドポイント
arg-allow-http = このマシン以外への暗号化されないエンドポイント（http://）を許可する
arg-ascii = ASCII 文字だけで描く
arg-demo = 内蔵アカウントを使う: fresh, half-done, secured, member, denied
arg-scenario = 内蔵アカウントの初期状態
arg-measure = この施策だけ: separate, secure, record, detect または 1〜4
arg-format = table または json
arg-exit-zero = 要対応の項目があっても 0 で終了する
arg-check = この項目だけ（例: record.trail、detect.detector）。1つの施策の中から選びます
arg-output = 計画をファイルに保存する
arg-show = 保存した計画を確認画面と同じ形で表示する
arg-set = 値を選ぶ: region, bucket, trail, config-…。GuardDuty では regions, plans, finding-frequency
arg-file = 保存した計画
arg-yes = この計画を実行する
arg-account = 実行するアカウントの ID（12桁）
arg-run = ジャーナルにある実行の名前

check-heading = アカウント { $account }（{ $alias }）  { $caller }  { $region }

plan-heading = アカウント { $account } の計画 { $plan }: { $count }件の変更。まだ何も変更していません。
plan-empty = 変更はありません。AWS はすでに計画どおりです。
plan-cost = 費用（2026-11 の価格）
plan-notes = 注意
plan-undo = 取り消し
command-person = 対応する aws コマンドはありません。秘密情報を一度だけ表示するか、コードを入力する手順のためです。
command-member-root = 対応する aws コマンドはありません。メンバーアカウントのルートユーザーとしてのセッション（sts:AssumeRoot）で実行するためです。
plan-commands = AWS CLI での同じ操作
plan-how-to-apply = 実行するには: genkan apply { $file } --yes --account { $account }

progress-comparing = 計画と AWS を照合しています...
progress-reading-back = AWS に結果を確認しています...
progress-started = { $step } { $call }
progress-waiting = { $step } AWS への反映を待っています（再試行 { $retry }）
progress-done = { $step } { $call }: 完了
progress-already = { $step } { $call }: 変更不要
progress-recovered = { $step } { $call }: この実行で完了済み
progress-failed = { $step } { $call }: { $code }
stop-asked = 実行中の操作が終わったら止めます。もう一度中断すると、すぐに終了します。

result-complete = { $total }件のうち{ $total }件が完了し、今回{ $count }件を変更しました。AWS に確認した結果:
result-nothing-to-do = 変更が必要な操作はありませんでした。何も変更していません。AWS に確認した結果:
result-stopped = 停止しました: { $total }件のうち{ $count }件が完了。AWS に確認した結果:
result-failed = 失敗しました: { $total }件のうち{ $count }件が完了。AWS に確認した結果:

undo-empty = 取り消すものはありません。
undo-how-to = 取り消すには: genkan undo --yes --account { $account }

journal-empty = このマシンからは何も変更していません。
journal-approved = 承認、{ $count }件の変更
journal-damaged = ジャーナルの{ $total }行のうち{ $count }行を読み取れません。その内容は不明です。ほかの行はすべて使用します。
undo-unknown = ジャーナルの一部を読み取れないため、取り消すものがあるかどうかを判断できません。

mfa-ask = ロール { $role }、デバイス { $device }。MFA コード:
arg-filter = 属性を1つ（例: EventName=RunInstances）: EventName, Username, ResourceName, ResourceType, EventSource, ReadOnly, AccessKeyId, EventId
arg-since = 最も古い時刻: 90m, 24h, 7d または日時
arg-until = 最も新しい時刻: 90m, 24h, 7d または日時。省略すると現在
arg-max = 最大の件数
arg-event-format = table, json または csv
arg-type = このタイプのリソースを一覧（例: AWS::EC2::Instance）
arg-deleted = 削除済みのリソースも表示
arg-row-filter = この文字を含む行だけを表示
arg-query = 高度なクエリ: SELECT プロパティ WHERE 条件（FROM なし）
arg-resource = タイプ/ID（AWS::EC2::Instance/i-0123）、または現存するリソースの ID、名前、ARN
arg-back = どこまで遡るか（例: 12h、30d）
inventory-none-found = { $region } の AWS Config に該当するものがありません。記録しているかは "genkan check" で確認できます。
inventory-cut = 最初の{ $count }件を表示しました。続きがあります。--query で条件を絞ってください。
timeline-so-far = { $time } まで読み込みました。AWS は1回に7日分を返します。
timeline-since = { $time } まで読み込みました。--since でさらに遡れます。
timeline-full = { $time } まで読み込みました。{ $count }件で、genkan が保持できる上限です。
timeline-unknown-here = { $region } の AWS Config は { $resource } を一度も記録していません。
timeline-several = { $region } には { $resource } が複数あります。次のどれかを指定してください:
timeline-nobody = { $region } の AWS Config に { $resource } という現存するリソースがありません。削除済みならタイプ/ID で指定するか、--region を変えてください。
events-paced = { $count }件を取得しました。AWS の上限はリージョンごとに毎秒2リクエストです。
events-none = { $region } にはこの期間のイベントがありません。IAM などのグローバルサービスは us-east-1 に記録されます。
events-more = 新しい{ $count }件です。ほかにもあります。--max を増やすか、--filter や --since で絞り込んでください。
arg-control-tower = AWS Control Tower の管理下に置く前に、すべてのレコーダーと配信チャネルを削除する計画を作ります
arg-delete-detectors = その実行で作った GuardDuty を停止ではなく削除する（検出結果も消えます）
cli-findings = 有効な全リージョンの GuardDuty の検出結果
arg-severity = この重要度以上だけ: low, medium, high, critical
arg-finding-type = タイプにこの文字を含むものだけ（例: EC2）
arg-finding-region = このリージョンだけ
arg-samples = サンプル: with（含む）、without（除く）、only（サンプルだけ）
arg-archived = 現在のものではなく、アーカイブした検出結果
findings-off-everywhere = 確認したどのリージョンでも GuardDuty が有効ではありません。genkan plan detect.detector で有効にできます。
findings-none-found = 条件に合う検出結果はありません。GuardDuty があるのは{ $count }リージョンです。
findings-last = 最終検出
progress-taken-back = { $step } { $call }: 取り消しました

cli-help = コマンドまたはチェックの使い方を表示する
cli-heading-global = すべてのコマンドのオプション
arg-quiet = データとエラーだけを出力する
arg-verbose = チェックごとに、行った呼び出しも出力する
arg-checked = このチェックだけ（例: record.trail）
arg-check-output = ファイルに書き込む
arg-fail-on = チェックが失敗したら終了コード3で終わる。warn と unknown では、それらも失敗として数える
arg-topic = コマンドまたはチェック。省略するとすべてのコマンド
arg-page = コマンドのページ。省略すると genkan 全体
arg-folder = すべてのページをフォルダに書き込む

usage-near = 「{ $name }」はありません。「{ $near }」ではありませんか？
usage-unknown = 「{ $name }」はありません。名前の一覧は { $list } で確認できます。
usage-by-hand = { $check } には、計画できる修正がありません。対応方法は「genkan explain { $check }」で確認できます。
plan-nothing-open = genkan が計画できる操作はありません。{ $check } は「{ $status }」のままです。{ $gap }
progress-asking = AWS に確認しています… { $seconds }秒

man-environment =
    AWS_PROFILE、AWS_REGION、AWS_CONFIG_FILE、AWS_ENDPOINT_URL、AWS_CA_BUNDLE: AWS CLI と同じです。
    GENKAN_LANG、GENKAN_READONLY、GENKAN_PLAIN、GENKAN_MOUSE、GENKAN_GLYPHS、GENKAN_THEME: 同じ名前のフラグと同じです。
    GENKAN_STATE_DIR: ジャーナルの保存先。
    GENKAN_LOG: ログに書き込む内容。
    NO_COLOR: 色を使わずに表示します。
man-files =
    設定フォルダの config.toml（場所は「genkan config path」で確認）と、現在のフォルダの genkan.toml。
    状態フォルダの journal.jsonl: 承認した計画、実行した操作、取り消し方。
explain-needed = 必須
