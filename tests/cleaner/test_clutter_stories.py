"""Sentences of stories that talk about views, newsletters, sharing, subscribers, advertising."""

from __future__ import annotations

import pytest

from tests.cleaner.pages import kind_of
from tests.cleaner.test_clutter_languages import CLUTTER

# In each language, in this order: a video's views, a newsletter, sharing, subscribers, advertising,
# a reader of comments, what opens like a label, a view of another sense.
STORIES = {
    "en": """
The video of the singing seal drew 7,960 views in a single night, the museum said.
The parish newsletter has been printed in Skelde since 1931, and nobody reads it.
The brothers share a boat, and they share the fish.
Subscribers of the island's telephone company will pay more from June.
Advertising brought the harbour radio less money than a year ago.
The mayor read all 23 comments aloud in the council chamber.
Read more than once, the letter still made no sense to her.
Related charges against the captain were dropped on Tuesday.""",
    "es": """
El vídeo de la foca cantante sumó 7.960 visitas en una sola noche, según el museo.
El boletín de la parroquia se imprime en Skelde desde 1931.
Los hermanos quieren compartir el barco y también la pesca.
Los suscriptores de la compañía pagarán más a partir de junio.
La publicidad dio menos dinero a la radio del puerto que hace un año.
El alcalde leyó en voz alta los 23 comentarios.
Más de 40 personas resultaron heridas cuando cedió el muelle.
Leer más de una vez la carta no le sirvió de nada.""",
    "pt": """
O vídeo da foca cantora teve 7.960 visualizações numa só noite, segundo o museu.
O boletim da paróquia é impresso em Skelde desde 1931.
Os irmãos querem compartilhar o barco e também o peixe.
Os assinantes da companhia vão pagar mais a partir de junho.
A publicidade rendeu menos à rádio do porto do que há um ano.
O prefeito leu em voz alta os 23 comentários.
Mais de 40 pessoas ficaram feridas quando o cais cedeu.
Saiba mais quem quiser, disse o capitão, mas ele não falaria.""",
    "fr": """
La vidéo du phoque chanteur a fait 7 960 vues en une seule nuit, selon le musée.
La newsletter du club de voile est imprimée à Skelde depuis 1931.
Les deux frères veulent partager le bateau et aussi la pêche.
Les abonnés de la compagnie paieront plus cher à partir de juin.
La publicité a moins rapporté à la radio du port que l'an dernier.
Le maire a lu à voix haute les 23 commentaires.
À lire ces chiffres, on comprend la colère des pêcheurs.
Retrouvez-le vivant, avait supplié sa mère, et ils le retrouvèrent.""",
    "de": """
Das Video der singenden Robbe hatte nach einer Nacht 7.960 Aufrufe, wie das Museum mitteilte.
Der Newsletter des Segelvereins wird in Skelde seit 1931 gedruckt.
Die Brüder wollen das Boot teilen, und auch den Fang.
Die Abonnenten der Telefongesellschaft zahlen von Juni an mehr.
Die Werbung brachte dem Hafenradio weniger Geld ein als vor einem Jahr.
Der Bürgermeister las alle 23 Kommentare laut vor.
Mehr als 40 Menschen wurden verletzt, als der Steg nachgab.
Anzeige erstatteten die Fischer erst am Dienstag.""",
    "it": """
Il video della foca che canta ha fatto 7.960 visualizzazioni in una notte, dice il museo.
La newsletter del circolo velico esce a Skelde dal 1931.
I fratelli vogliono condividere la barca e anche il pescato.
Gli abbonati della compagnia pagheranno di più da giugno.
La pubblicità ha reso alla radio del porto meno di un anno fa.
Il sindaco ha letto ad alta voce i 23 commenti.
Leggi anche severe non fermarono i pescatori di frodo.
Abbonati e dirigenti si sono incontrati martedì al porto.""",
    "nl": """
De video van de zingende zeehond had na één nacht 7.960 weergaven, meldt het museum.
De nieuwsbrief van de zeilclub wordt in Skelde sinds 1931 gedrukt.
De broers willen de boot delen, en ook de vangst.
De abonnees van het telefoonbedrijf betalen vanaf juni meer.
De reclame bracht de havenradio minder op dan een jaar geleden.
De burgemeester las alle 23 reacties hardop voor.
Deel van de pier stortte in toen de storm aan land kwam.
Meer dan 40 mensen raakten gewond.""",
    "pl": """
Film ze śpiewającą foką miał w jedną noc 7960 wyświetleń, podało muzeum.
Biuletyn klubu żeglarskiego drukuje się w Skelde od 1931 roku.
Bracia chcą dzielić się łodzią i połowem.
Abonenci firmy telefonicznej od czerwca zapłacą więcej.
Reklama przyniosła radiu portowemu mniej niż rok temu.
Burmistrz przeczytał na głos wszystkie 23 komentarze.
Pozostało pięć dni do wyborów, powiedział kapitan.
Więcej niż 40 osób zostało rannych, gdy runęło molo.""",
    "ru": """
Ролик с поющим тюленем набрал 7960 просмотров за одну ночь, сообщили в музее.
Рассылка яхт-клуба выходит в Скельде с 1931 года.
Братья решили поделиться лодкой и уловом с соседями.
Подписчики телефонной компании с июня будут платить больше.
Реклама принесла портовому радио меньше денег, чем год назад.
Мэр прочитал вслух все 23 комментария.
Подробнее капитан говорить отказался и ушёл в рубку.
Фото с причала он показал следователю только во вторник.""",
    "uk": """
Ролик із тюленем, що співає, зібрав 7960 переглядів за одну ніч, повідомив музей.
Розсилка яхт-клубу виходить у Скельде з 1931 року.
Брати вирішили поділитися човном і уловом із сусідами.
Абоненти телефонної компанії з червня платитимуть більше.
Реклама принесла портовому радіо менше грошей, ніж рік тому.
Мер прочитав уголос усі 23 коментарі.
Детальніше капітан говорити відмовився.
Більше 40 людей постраждали, коли впав причал.""",
    "tr": """
Şarkı söyleyen fokun videosu bir gecede 7.960 görüntülenme aldı, dedi müze.
Yelken kulübünün bülteni Skelde'de 1931'den beri basılıyor.
Kardeşler tekneyi ve balığı paylaşmak istiyor.
Şirketin aboneleri hazirandan itibaren daha fazla ödeyecek.
Reklam, liman radyosuna geçen yıldan daha az para getirdi.
Başkan 23 yorumu yüksek sesle okudu.
Daha fazla balık isteyen köylüler salı günü limana yürüdü.
Bu web sitesi geçen yıl iki kardeş tarafından açıldı.""",
    "ar": """
حصد فيديو الفقمة المغنية ٧٩٦٠ مشاهدة في ليلة واحدة، بحسب المتحف.
تصدر النشرة البريدية لنادي الإبحار منذ عام 1931.
يريد الشقيقان مشاركة القارب وكذلك الصيد.
سيدفع مشتركو شركة الهاتف أكثر ابتداء من يونيو.
جلب الإعلان لإذاعة الميناء مالا أقل من العام الماضي.
قرأ رئيس البلدية 23 تعليقا بصوت عال.
المزيد من القوارب عاد إلى الميناء مساء الثلاثاء.
احصل على حقك بيدك، قالت له أمه قبل الرحلة.""",
    "fa": """
ویدیوی فک آوازخوان در یک شب ۷۹۶۰ بازدید داشت، موزه گفت.
خبرنامه باشگاه قایقرانی از سال ۱۳۱۰ چاپ می‌شود.
دو برادر می‌خواهند قایق را به اشتراک بگذارند و ماهی را هم.
مشترکان شرکت تلفن از خرداد بیشتر می‌پردازند.
تبلیغات برای رادیوی بندر کمتر از پارسال درآمد داشت.
شهردار هر ۲۳ نظر را با صدای بلند خواند.
بیشتر قایق‌ها شامگاه سه‌شنبه به بندر برگشتند.
بازگشت به بندر برای ماهیگیران آسان نبود.""",
    "he": """
הסרטון של כלב הים המזמר זכה ל-7,960 צפיות בלילה אחד, מסר המוזיאון.
הניוזלטר של מועדון השייט נדפס בסקלדה מאז 1931.
האחים רוצים לחלוק את הסירה ואת הדגים.
מנויי חברת הטלפון ישלמו יותר מיוני.
הפרסומת הכניסה לרדיו הנמל פחות כסף מלפני שנה.
ראש העיר קרא בקול את כל 23 התגובות.
שיתוף פעולה בין הדייגים הציל את הספינה.
עקבו אחרי הסירה שעות ארוכות, מסרה המשטרה.""",
    "hi": """
संग्रहालय ने बताया कि गाने वाली सील के वीडियो को एक रात में 7,960 व्यूज मिले।
नाव क्लब का न्यूज़लेटर 1931 से छप रहा है।
दोनों भाई नाव और मछली साझा करना चाहते हैं।
फोन कंपनी के सब्सक्राइबर जून से ज्यादा पैसे देंगे।
विज्ञापन से बंदरगाह रेडियो को पिछले साल से कम पैसा मिला।
मेयर ने सभी 23 टिप्पणियां जोर से पढ़ीं।
आगे पढ़ने के लिए वह शहर गई और वहीं रह गई।
और लोगों को बचाने के लिए नावें मंगलवार को निकलीं।""",
    "zh": """
博物馆说，唱歌海豹的视频一夜之间获得了7960次观看。
帆船俱乐部的电子报从1931年起一直在印。
兄弟俩想分享这条船，也分享鱼。
电话公司的用户从六月起要付更多的钱。
广告给港口电台带来的收入比一年前少。
市长大声朗读了全部23条评论。
更多的船在星期二晚上回到了港口。
推荐他当船长的人后来都后悔了。""",
    "ja": """
歌うアザラシの動画は一晩で7960回再生されたと博物館は発表した。
ヨットクラブのニュースレターは1931年から印刷されている。
兄弟は船を共有し、魚も分け合いたいと話す。
電話会社の会員は六月から料金が上がる。
広告は港のラジオに去年より少ない収入しかもたらさなかった。
町長は23件のコメントをすべて声に出して読んだ。
写真を撮った漁師は火曜日に港へ戻った。
関連する容疑は取り下げられた。""",
    "ko": """
노래하는 물개 영상은 하룻밤에 7960회 재생됐다고 박물관이 밝혔다.
요트 클럽 뉴스레터는 1931년부터 인쇄되고 있다.
형제는 배를 공유하고 물고기도 나누려 한다.
전화 회사 구독자들은 유월부터 더 많은 돈을 낸다.
광고는 항구 라디오에 작년보다 적은 수입을 가져왔다.
시장은 댓글 23개를 모두 소리 내어 읽었다.
더 많은 배가 화요일 저녁 항구로 돌아왔다.
후원으로 마련된 행사가 부두에서 열렸다.""",
    "id": """
Video anjing laut bernyanyi itu dilihat 7.960 kali dalam semalam, kata museum.
Buletin klub layar itu dicetak di Skelde sejak 1931.
Kakak beradik itu ingin berbagi perahu dan juga ikan.
Pelanggan perusahaan telepon akan membayar lebih mulai Juni.
Iklan memberi radio pelabuhan uang lebih sedikit daripada setahun lalu.
Wali kota membaca keras-keras 23 komentar itu.
Baca doa bersama digelar di dermaga pada Selasa malam.
Warga dilarang mengambil ikan di dekat dermaga.""",
    "vi": """
Đoạn phim hải cẩu hát có 7.960 lượt xem chỉ sau một đêm, bảo tàng cho biết.
Bản tin của câu lạc bộ thuyền buồm được in từ năm 1931.
Hai anh em muốn chia sẻ con thuyền và cả mẻ cá.
Thuê bao của công ty điện thoại sẽ trả nhiều tiền hơn từ tháng sáu.
Quảng cáo mang lại cho đài cảng ít tiền hơn năm ngoái.
Thị trưởng đọc to cả 23 bình luận.
Đọc nhiều sách cũ, ông tìm ra bản đồ của cảng.
Trở lại cảng sau cơn bão, họ không thấy cầu tàu.""",
    "sv": """
Filmen om den sjungande sälen fick 7 960 visningar på en natt, enligt museet.
Seglarklubbens nyhetsbrev har tryckts i Skelde sedan 1931.
Bröderna vill dela båten och även fångsten.
Telefonbolagets prenumeranter får betala mer från juni.
Reklamen gav hamnradion mindre pengar än för ett år sedan.
Borgmästaren läste alla 23 kommentarer högt.
Genom att klicka på länken gav hon bort sitt lösenord.
Tillbaka till hamnen kom bara två av båtarna.""",
    "el": """
Το βίντεο με τη φώκια που τραγουδά είχε 7.960 προβολές σε μία νύχτα, λέει το μουσείο.
Το newsletter του ομίλου τυπώνεται στο Σκέλντε από το 1931.
Τα αδέλφια θέλουν να μοιραστούν τη βάρκα και τα ψάρια.
Οι συνδρομητές της εταιρείας θα πληρώνουν περισσότερα από τον Ιούνιο.
Η διαφήμιση έφερε στο ραδιόφωνο λιγότερα χρήματα από πέρυσι.
Ο δήμαρχος διάβασε δυνατά και τα 23 σχόλια.
Η εφαρμογή του νόμου αρχίζει την Τρίτη.
Επιστροφή στην Ιθάκη δεν υπήρξε για τους δύο ψαράδες.""",
    "no": """
Videoen av den syngende selen fikk 7 960 visninger på én natt, opplyser museet.
Seilklubbens nyhetsbrev har vært trykt i Skelde siden 1931.
Brødrene vil dele båten, og også fangsten.
Telefonselskapets abonnenter må betale mer fra juni.
Annonser ga havneradioen mindre penger enn for et år siden.
Ordføreren leste alle de 23 kommentarene høyt.
Les mer enn én bok i året, ba læreren elevene om.
Del av brygga raste ut da stormen nådde land.
Følg pengene, sa moren hans alltid, og hun hadde rett.
Meir enn 40 menneske vart skadde då kaia gav etter.
Tips om båten kom inn til politiet hele tirsdagen.
Tips oss har mottatt tyder på at båten sank tidlig.""",
    "da": """
Videoen af den syngende sæl fik 7.960 visninger på én nat, oplyser museet.
Sejlklubbens nyhedsbrev er blevet trykt i Skelde siden 1931.
Brødrene vil dele båden, og også fangsten.
Telefonselskabets abonnenter skal betale mere fra juni.
Annoncer gav havneradioen færre penge end for et år siden.
Borgmesteren læste alle 23 kommentarer højt.
Læs også mellem linjerne, sagde læreren, men ingen gjorde det.
Del af broen styrtede sammen, da stormen nåede land.
Mere end 40 mennesker blev såret, da kajen gav efter.
Seneste nyt fra havnen er, at færgen sejler igen mandag.
Klik lød fra låsen, da han lukkede døren.
Tilmeld dig, sagde læreren, men ingen gjorde det.
Kontakt redaktionen fik først tirsdag med kaptajnen.""",
    "fi": """
Laulavan hylkeen video sai 7 960 katselukertaa yhdessä yössä, museo kertoi.
Purjehdusseuran uutiskirje on painettu Skeldessä vuodesta 1931.
Veljekset haluavat jakaa veneen ja saaliin.
Puhelinyhtiön tilaajat maksavat kesäkuusta alkaen enemmän.
Mainos toi satamaradiolle vähemmän rahaa kuin vuosi sitten.
Pormestari luki ääneen kaikki 23 kommenttia.
Lue myös rivien välistä, opettaja sanoi, mutta kukaan ei totellut.
Jaa leipäsi nälkäisen kanssa, sanoi vanha pappi.
Lisää veneitä palasi satamaan tiistai-iltana.
Kuva laiturista näytettiin tutkijoille vasta tiistaina.
Yli 40 ihmistä loukkaantui, kun laituri petti.
Kerro meille totuus, vaati syyttäjä oikeudessa.""",
    "cs": """
Video se zpívajícím tuleněm mělo za jedinou noc 7 960 zhlédnutí, uvedlo muzeum.
Zpravodaj jachtařského klubu se ve Skelde tiskne od roku 1931.
Bratři chtějí sdílet loď a také úlovek.
Předplatitelé telefonní společnosti zaplatí od června více.
Reklama přinesla přístavnímu rádiu méně peněz než před rokem.
Starosta přečetl nahlas všech 23 komentářů.
Čtěte také mezi řádky, řekl učitel, ale nikdo ho neposlechl.
Více než 40 lidí bylo zraněno, když se zřítilo molo.
Související obvinění proti kapitánovi byla v úterý stažena.
Další lodě se vrátily do přístavu v úterý večer.
Foto z přístavu ukázal vyšetřovateli až v úterý.
Napište nám dopis, žádala matka, ale nikdo neodpověděl.""",
    "ro": """
Filmul cu foca cântătoare a strâns 7.960 de vizualizări într-o noapte, spune muzeul.
Buletinul clubului de yachting se tipărește la Skelde din 1931.
Frații vor să împartă barca și peștele.
Abonații companiei de telefonie vor plăti mai mult din iunie.
Publicitatea a adus radioului portului mai puțini bani decât acum un an.
Primarul a citit cu voce tare toate cele 23 de comentarii.
Citește și printre rânduri, îi spunea profesorul, dar el nu asculta.
Mai multe bărci s-au întors în port marți seara.
De la cei 40 de răniți nu au mai venit vești.
Alte știri despre vapor nu au ajuns pe insulă până marți.
Vezi și tu, i-a spus căpitanul, că marea este liniștită.
Fii la curent sau pleacă, i-a spus șeful.
Scrie-ne când ajungi, i-a spus mama la plecare.""",
    "hu": """
Az éneklő fóka videója egy éjszaka alatt 7960 megtekintést ért el, közölte a múzeum.
A vitorlásklub hírlevelét 1931 óta nyomtatják Skeldében.
A testvérek meg akarják osztani a hajót és a fogást is.
A telefontársaság előfizetői júniustól többet fizetnek.
A hirdetés kevesebb pénzt hozott a kikötői rádiónak, mint egy éve.
A polgármester mind a 23 hozzászólást felolvasta.
Tovább a kikötő felé már nem volt út a vihar után.
Kapcsolódó vádakat kedden ejtettek a kapitány ellen.
Több mint 40 ember sérült meg, amikor leszakadt a móló.
További hajók kedd este tértek vissza a kikötőbe.
Olvasd el a levelet, kérte az anyja, de ő nem tette meg.
Írjon nekünk, kérte az anyja, de a fiú nem válaszolt.""",
    "th": """
พิพิธภัณฑ์เปิดเผยว่าคลิปแมวน้ำร้องเพลงมียอดชม 7,960 ครั้งในคืนเดียว
จดหมายข่าวของสโมสรเรือใบตีพิมพ์มาตั้งแต่ปี 2474
พี่น้องทั้งสองอยากแบ่งปันเรือและปลากับเพื่อนบ้าน
สมาชิกของบริษัทโทรศัพท์จะต้องจ่ายเพิ่มตั้งแต่เดือนมิถุนายน
โฆษณาทำรายได้ให้วิทยุท่าเรือน้อยกว่าปีที่แล้ว
นายกเทศมนตรีอ่านความคิดเห็นทั้ง 23 ข้อออกเสียงดัง
อ่านต่อไปไม่ไหวเพราะน้ำตาไหล เธอบอกกับผู้สื่อข่าว
เรือหลายลำกลับเข้าท่าเมื่อคืนวันอังคาร
ผู้เข้าชม 7,960 คนเดินทางมาดูแมวน้ำในวันแรก
ติดตามเรือลำนั้นอยู่นานหลายชั่วโมงก่อนจะพบที่ปากอ่าว
กรุณาเข้าสู่ระบบเป็นคำที่เธอเห็นทุกวัน
การใช้งานเว็บไซต์นี้เพิ่มขึ้นหลังพายุ""",
    "af": """
Die video van die singende rob het in een nag 7 960 kyke gekry, sê die museum.
Die seiljagklub se nuusbrief word sedert 1931 in Skelde gedruk.
Die broers wil die boot deel, en ook die vangs.
Die telefoonmaatskappy se intekenaars betaal van Junie af meer.
Die advertensie het die haweradio minder geld gebring as verlede jaar.
Die burgemeester het al 23 kommentare hardop gelees.
Lees ook tussen die reëls, het die onderwyser gesê, maar niemand het nie.
Deel van die pier het ingestort toe die storm land tref.
Meer as 40 mense is beseer toe die kaai meegee.
Deur die nag het die vissers na die boot gesoek.
Teken in potlood, het hy gesê, want die ink loop.
Stuur vir ons hulp, het die kaptein geroep.""",
}
SENTENCES = [
    (language, sentence)
    for language, story in STORIES.items()
    for sentence in story.strip().splitlines()
]


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_a_storys_sentence_that_talks_about_clutter_is_none(language: str, sentence: str) -> None:
    assert kind_of(sentence) is None


def test_every_language_has_its_sentences() -> None:
    assert set(STORIES) == set(CLUTTER)
