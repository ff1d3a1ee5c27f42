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
gap-plans-none = GuardDuty はプランを示していません。
saw-plan-partly = { $plan } は{ $total }リージョンのうち{ $count }リージョンで有効です。

gap-regions-unlisted = 有効なリージョンの一覧を確認できません。{ $count }リージョンだけを確認しました。
gap-detector-none = GuardDuty がどのリージョンでも無効です。攻撃の兆候を誰も見ていません。
gap-detector-off = { $total }リージョンのうち{ $count }リージョンで GuardDuty が無効です: { $regions }
gap-detector-suspended = GuardDuty が停止しています: { $regions }。再開するまで何も検知しません。
gap-needs-detector = 先に GuardDuty が必要です。

check-detect-open-findings = 重大な GuardDuty の検出結果が残っていない

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
note-plans-off = 無効のままのプラン: { $plans }。AWS は指定のないプランも有効にするため、すべてのプランを指定します。
note-detector-resumed = 以前のプランのまま再開: { $regions }
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
form-existing = 既存も
form-existing-value = すでに有効なリージョンにもプランと間隔を設定
form-detect-cost = GuardDuty が初めてのリージョンでは30日間無料です。その後は読み取った量に応じた料金です。

protects-s3-data-events = S3 のオブジェクトの読み書き。標準で有効。
protects-eks-audit-logs = EKS クラスターへの操作。標準で有効。
protects-ebs-malware-protection = 感染が疑われるインスタンスのディスクを検査。標準で有効。
protects-rds-login-events = RDS と Aurora へのログイン。標準で有効。
protects-lambda-network-logs = Lambda 関数のネットワーク通信。標準で有効。
protects-runtime-monitoring = EC2、ECS、EKS の内部のプロセス。エージェントが必要。標準では無効。
