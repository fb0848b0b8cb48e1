"""Clutter in 22 languages, as sites there print it: a kind a line, its texts between bars."""

from __future__ import annotations

from importlib import resources

import pytest

from tests.cleaner.pages import kind_of

CLUTTER = {
    "en": """
view-counter: 7,960 views | Views: 2,345 | 1.2K views | 1.2 lakh views | 3 million views
most-read: Most read | Trending now | 812 views Cat elected mayor of Vale
read-more: Read more: Cat elected mayor of Vale | Continue reading | Read the full story
newsletter: Sign up for our daily newsletter and never miss a story. | Enter your email address
share: Share this article | 12 shares
paywall: Subscribe to continue reading. | Already a subscriber? | Log in""",
    "es": """
view-counter: 7.960 visitas | Visto 1.234 veces | 12 mil visualizaciones | 3,4 mill. reproducciones
most-read: Lo más leído | LAS MAS LEIDAS | 812 lecturas Un gato, alcalde de Vale
read-more: Lea también: Un gato, alcalde de Vale | Seguir leyendo
newsletter: Suscríbete a nuestra newsletter y recibe las noticias en tu correo. | Boletín
share: Compartir en Facebook | Copiar enlace
paywall: Contenido exclusivo para suscriptores | Inicia sesión para seguir leyendo.""",
    "pt": """
view-counter: 7.960 visualizações | 12 mil visualizações | Lida 1.234 vezes
view-counter: 1,2 mi de visualizações
most-read: Mais lidas | AS MAIS LIDAS DO DIA | 812 leituras Gato é eleito prefeito de Vale
read-more: Leia também: Gato é eleito prefeito de Vale | Continue lendo | Saiba mais
newsletter: Assine nossa newsletter e receba as notícias no seu e-mail. | Inscreva-se
share: Compartilhe no WhatsApp | Partilhar artigo
paywall: Conteúdo exclusivo para assinantes | Já é assinante?""",
    "fr": """
view-counter: 8 512 vues | Vues : 1 234 | 1,2 k vues | Lu 1 234 fois
most-read: Les plus lus | ARTICLES LES PLUS LUS | 812 vues Un chat élu maire de Vale
read-more: À lire aussi : Un chat élu maire de Vale | A LIRE AUSSI : Un chat maire | Lire la suite
newsletter: Inscrivez-vous à notre newsletter pour recevoir l'essentiel chaque matin. | Je m'abonne
share: Partager sur Facebook | Copier le lien
paywall: Cet article est réservé aux abonnés. | Déjà abonné ? Connectez-vous""",
    "de": """
view-counter: 2.310 Aufrufe | 1.234 mal gelesen | 1,2 Mio. Aufrufe | Aufrufe: 97
most-read: Meistgelesen | MEISTGELESENE ARTIKEL | 812 Aufrufe Katze zur Bürgermeisterin gewählt
read-more: Lesen Sie auch: Katze wird Bürgermeisterin | Weiterlesen | Zum Artikel
newsletter: Abonnieren Sie unseren Newsletter | Melden Sie sich für unseren Newsletter an.
share: Teilen | Link kopieren
paywall: Dieser Artikel ist nur für Abonnenten verfügbar. | Bereits Abonnent?""",
    "it": """
view-counter: 7.960 visualizzazioni | Visualizzazioni: 1.234 | 12 mila letture
view-counter: 1,2 mln visualizzazioni
most-read: I più letti | PIU LETTI | 812 letture Un gatto eletto sindaco di Vale
read-more: Leggi anche: Un gatto eletto sindaco | Leggi tutto | Continua a leggere
newsletter: Iscriviti alla nostra newsletter per ricevere le notizie ogni mattina. | Iscriviti
share: Condividi su Facebook | Copia link
paywall: Contenuto riservato agli abbonati | Abbonati per continuare a leggere.""",
    "nl": """
view-counter: 7.960 keer bekeken | 1.234x gelezen | 1,2 duizend weergaven | Weergaven: 97
most-read: Meest gelezen | BEST GELEZEN | 812 weergaven Kat gekozen tot burgemeester
read-more: Lees ook: Kat gekozen tot burgemeester | Lees verder
newsletter: Schrijf je in voor onze nieuwsbrief en ontvang elke ochtend het nieuws. | Nieuwsbrief
share: Deel dit artikel | Kopieer link
paywall: Dit artikel is alleen voor abonnees. | Al abonnee? Log in""",
    "pl": """
view-counter: 7 960 wyświetleń | 1,5 tys. wyświetleń | Odsłon: 1234 | Czytano 97 razy
most-read: Najczęściej czytane | NAJPOPULARNIEJSZE | 812 odsłon Kot wybrany burmistrzem
read-more: Czytaj także: Kot wybrany burmistrzem | Czytaj więcej
newsletter: Zapisz się na nasz newsletter i bądź na bieżąco. | Podaj adres e-mail
share: Udostępnij na Facebooku | Skopiuj link
paywall: Ten artykuł jest dostępny tylko dla subskrybentów. | Masz już konto?""",
    "ru": """
view-counter: 12 345 просмотров | 1,2 тыс. просмотров | Просмотров: 97 | Прочитали 1,2 млн раз
most-read: Самое читаемое | ПОПУЛЯРНОЕ | 812 просмотров Кот избран мэром Вале
read-more: Читайте также: Кот избран мэром | Читать далее | Читайте ещё: Кот избран
newsletter: Подпишитесь на нашу рассылку, чтобы ничего не пропустить. | Рассылка
share: Поделиться | Скопировать ссылку
paywall: Этот материал доступен только подписчикам. | Войти""",
    "uk": """
view-counter: 12 345 переглядів | 1,2 тис. переглядів | Переглядів: 97 | Прочитали 97 разів
most-read: Найпопулярніше | ПОПУЛЯРНІ НОВИНИ | 812 переглядів Кота обрали мером Вале
read-more: Читайте також: Кота обрали мером | Читати далі
newsletter: Підпишіться на нашу розсилку, щоб нічого не пропустити. | Розсилка
share: Поділитися | Скопіювати посилання
paywall: Цей матеріал доступний лише для передплатників. | Увійти""",
    "tr": """
view-counter: 7.960 görüntülenme | 1,2 B görüntüleme | 1.234 kez okundu | Okunma: 97
view-counter: 1,2 bin izlenme
most-read: En çok okunanlar | EN ÇOK OKUNAN HABERLER | 812 okunma Kedi belediye başkanı seçildi
read-more: Devamını oku | HABERİN DEVAMI | Bunu da okuyun: Kedi belediye başkanı seçildi
related: İlgili Haberler | İLGİLİ HABERLER | ilgili haberler
newsletter: Bültenimize abone olun, haberler e-posta kutunuza gelsin. | E-bülten
share: Facebook'ta paylaş | BAĞLANTIYI KOPYALA
paywall: Bu içerik abonelere özeldir, okumaya devam etmek için abone olun. | GİRİŞ YAP""",
    "ar": """
view-counter: ٧٩٦٠ مشاهدة | ١٫٢ ألف مشاهدة | عدد المشاهدات: ١٢٣٤ | 97 قراءة
most-read: الأكثر قراءة | الاكثر قراءه | ٨١٢ مشاهدة انتخاب قط عمدة لمدينة فالي
read-more: اقرأ أيضاً: انتخاب قط عمدة | اقرأ المزيد
newsletter: اشترك في نشرتنا البريدية ليصلك كل جديد. | النشرة البريدية
share: شارك هذا المقال | نسخ الرابط
paywall: هذا المقال مخصص للمشتركين فقط. | تسجيل الدخول""",
    "fa": """
view-counter: ۷٬۹۶۰ بازدید | ۱٫۲ هزار بازدید | تعداد بازدید: ۱۲۳۴ | ۹۷ بار دیده شده
most-read: پربازدیدترین‌ها | پربیننده ترین ها | ۸۱۲ بازدید گربه‌ای شهردار واله شد
read-more: بیشتر بخوانید: گربه‌ای شهردار شد | ادامه مطلب
newsletter: در خبرنامه ما عضو شوید و آخرین خبرها را بخوانید. | عضویت در خبرنامه
share: اشتراک‌گذاری | کپي لينک
paywall: این مطلب ویژه مشترکان است. | ورود""",
    "he": """
view-counter: 7,960 צפיות | 1.2 אלף צפיות | צפיות: 97 | נצפה 97 פעמים
most-read: הנקראות ביותר | הכי נצפות | 812 צפיות חתול נבחר לראשות העיר ואלה
read-more: קראו גם: חתול נבחר לראשות העיר | להמשך קריאה
newsletter: הירשמו לניוזלטר שלנו וקבלו את החדשות ישירות למייל. | ניוזלטר
share: שתפו כתבה | העתק קישור
paywall: כתבה זו זמינה למנויים בלבד. | התחברות""",
    "hi": """
view-counter: ७,९६० व्यूज | 1.2 लाख व्यूज | 1.2 हज़ार व्यूज़ | 97 बार देखा गया
most-read: सबसे ज्यादा पढ़े गए | ट्रेंडिंग | 812 व्यूज बिल्ली बनी वाले शहर की मेयर
read-more: ये भी पढ़ें: बिल्ली बनी मेयर | पूरी खबर पढ़ें
newsletter: हमारे न्यूज़लेटर की सदस्यता लें और हर सुबह समाचार पाएं। | सब्सक्राइब करें
share: शेयर करें | लिंक कॉपी करें
paywall: यह लेख केवल सदस्यों के लिए है। | लॉगिन करें""",
    "zh": """
view-counter: 阅读 1234 | 3.4万 阅读 | 3.4万次浏览 | 浏览量：１２３４ | 瀏覽數 1,234 | 點閱：97次
most-read: 阅读排行榜 | 熱門新聞 | 1234次浏览 小猫当选河谷市市长
read-more: 阅读全文 | 点击查看全文
newsletter: 订阅我们的新闻信，每天早上发送到您的邮箱。 | 訂閱電子報
share: 分享到微信 | 複製連結
paywall: 本文为会员专享文章，登录后阅读全文。 | 登入""",
    "ja": """
view-counter: 7,960回閲覧 | 1.2万回再生 | 閲覧数：１２３４ | アクセス 97
most-read: アクセスランキング | よく読まれている記事 | 812ビュー ネコが谷の町の町長に当選
read-more: 続きを読む | 【あわせて読む】ネコが町長に当選
newsletter: 毎朝届く無料のメールマガジンにご登録ください。 | ニュースレター登録
share: この記事をシェアする | リンクをコピー
paywall: この記事は有料会員限定です。残り812文字 | ログイン""",
    "ko": """
view-counter: 조회 1,234 | 조회수 5.6만회 | 5.6만 조회 | 조회수: 1.2천
most-read: 많이 본 뉴스 | 실시간 인기 기사 | 고양이, 발레 시장에 당선 조회 812
read-more: 계속 읽기 | 기사 전문 보기
related: 관련기사: 고양이, 시장에 당선
newsletter: 뉴스레터를 구독하시면 매일 아침 소식을 보내드립니다. | 뉴스레터 구독
share: 카카오톡 공유 | 링크 복사
paywall: 이 기사는 유료회원 전용 기사입니다. | 로그인""",
    "id": """
view-counter: 7.960 views | 1,2 rb kali dilihat | Dibaca 1.234 kali | 1,2 jt tayangan
most-read: Terpopuler | BERITA TERPOPULER | 812 tayangan Kucing terpilih jadi wali kota
read-more: Baca juga: Kucing terpilih jadi wali kota | Baca selengkapnya
newsletter: Daftarkan email Anda untuk menerima newsletter kami setiap pagi. | Buletin
share: Bagikan artikel ini | Salin tautan
paywall: Artikel ini khusus untuk pelanggan. | Sudah berlangganan?""",
    "vi": """
view-counter: 7.960 lượt xem | 1,2 N lượt xem | Lượt xem: 1.234 | 1,2 triệu lượt đọc
most-read: Đọc nhiều | TIN ĐỌC NHIỀU | 812 lượt xem Mèo đắc cử thị trưởng Vale
read-more: Xem thêm: Mèo đắc cử thị trưởng | Đọc tiếp
newsletter: Đăng ký nhận bản tin của chúng tôi mỗi buổi sáng. | Nhập email của bạn
share: Chia sẻ lên Facebook | Sao chép liên kết
paywall: Bài viết này chỉ dành cho thuê bao. | Đăng nhập""",
    "sv": """
view-counter: 7 960 visningar | 1,2 tn visningar | Visningar: 97 | 1,2 miljoner visningar
most-read: Mest läst | MEST LÄSTA | 812 visningar Katt vald till borgmästare i Vale
read-more: Läs också: Katt vald till borgmästare | Läs mer
newsletter: Prenumerera på vårt nyhetsbrev och få nyheterna direkt i inkorgen. | Nyhetsbrev
share: Dela artikeln | Kopiera länk
paywall: Den här artikeln är endast för prenumeranter. | Logga in""",
    "el": """
view-counter: 7.960 προβολές | 1,2 χιλ. προβολές | ΠΡΟΒΟΛΕΣ: 97 | Διαβάστηκε 1.234 φορές
most-read: Δημοφιλή | ΤΑ ΠΙΟ ΔΙΑΒΑΣΜΕΝΑ | 812 προβολές Γάτα εξελέγη δήμαρχος του Βάλε
read-more: Διαβάστε επίσης: Γάτα εξελέγη δήμαρχος | ΔΙΑΒΑΣΤΕ ΠΕΡΙΣΣΟΤΕΡΑ
newsletter: Εγγραφείτε στο newsletter μας για να λαμβάνετε τις ειδήσεις κάθε πρωί. | Newsletter
share: Κοινοποίηση στο Facebook | Αντιγραφή συνδέσμου
paywall: Το άρθρο είναι διαθέσιμο μόνο για συνδρομητές. | Σύνδεση""",
}
LINES = [
    (language, kind, text)
    for language, table in CLUTTER.items()
    for row in table.strip().splitlines()
    for kind, _, texts in (row.partition(": "),)
    for text in texts.split(" | ")
]


@pytest.mark.parametrize(("language", "kind", "text"), LINES)
def test_sites_of_each_language_print_clutter_that_is_recognised(
    language: str, kind: str, text: str
) -> None:
    assert kind_of(text) == kind


def test_every_phrase_file_has_its_lines_here() -> None:
    files = {entry.name for entry in (resources.files("cleaner") / "phrases").iterdir()}
    assert files == {f"{language}.toml" for language in CLUTTER}
