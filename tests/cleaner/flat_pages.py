"""Invented news in eight languages, and the ways in which flat text arranges a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Story:
    """One invented story with the furniture of its site. `published` pairs a line with its day."""

    language: str
    headline: str
    body: tuple[str, ...]
    caption: str
    caption_parts: tuple[str, str]
    agency: str
    author: str
    place: str | None
    published: tuple[str, str]
    tabs: str
    counts: tuple[str, ...]
    others: tuple[str, ...]
    more: str
    modified: tuple[str, str] | None = None

    @property
    def head(self) -> list[str]:
        """Headline, caption, agency and stamps, a line each."""
        stamps = [self.published[0], *([self.modified[0]] if self.modified else [])]
        return [self.headline, self.caption, self.agency, *stamps]

    @property
    def most_read(self) -> list[str]:
        """Tabs, entries behind dashes, and a button, a line each."""
        entries = [
            line
            for count, title in zip(self.counts, self.others, strict=True)
            for line in ("-", f"{count} {title}")
        ]
        return [self.tabs, *entries, self.more]


Arrangement = Callable[[Sequence[str], Sequence[str], Sequence[str]], list[str]]

# What pages do with body, head and most-read list once their markup is gone.
ARRANGEMENTS: dict[str, Arrangement] = {
    "body first": lambda body, head, most: [*body, "", *head, *most],
    "body last": lambda body, head, most: [*head, *most, "", *body],
    "list first": lambda body, head, most: [*most, *head, "", *body],
    "head first, list last": lambda body, head, most: [*head, "", *body, "", *most],
    "list between": lambda body, head, most: [*head, *body[:3], *most, *body[3:]],
    "body first, list between": lambda body, head, most: [*body, "", *most, "", *head],
    "no blank lines": lambda body, head, most: [*body, *head, *most],
}


@dataclass(frozen=True)
class FlatPage:
    """A page as flat text, and the lines of its most-read list."""

    text: str
    story: Story
    listed: tuple[str, ...] = field(default=())


def page(
    story: Story,
    arrangement: str = "body first",
    *,
    head: Sequence[str] | None = None,
    most_read: Sequence[str] | None = None,
) -> FlatPage:
    """The story arranged; `head` and `most_read` replace its own lines."""
    listed = story.most_read if most_read is None else list(most_read)
    lines = ARRANGEMENTS[arrangement](story.body, story.head if head is None else head, listed)
    return FlatPage("\n".join(lines), story, tuple(listed))


ENGLISH = Story(
    language="en",
    headline="Harbour of Skelde reopens after a winter of repairs",
    body=(
        "The harbour of Skelde has reopened to fishing boats after five months of repairs, "
        "the port authority said on Monday.",
        "Divers replaced more than 400 wooden piles that had been weakened by shipworm since "
        "the great storm two winters ago.",
        "“We lost a whole season of herring, but we did not lose a single boat,” said harbour "
        "master Ada Reyes.",
        "The council paid for the work with a loan that will be returned over twenty years "
        "from mooring fees.",
        "Some skippers said the fees would drive smaller boats to the neighbouring port of "
        "Lunden, which charges half as much.",
        "A second phase, which includes a new ice house and a fuel dock, is to begin in autumn.",
    ),
    caption="Boats return to the inner basin of Skelde harbour at first light. (NPA)",
    caption_parts=("Boats return to the inner basin of Skelde harbour at first light.", "NPA"),
    agency="AFP, Skelde",
    author="AFP",
    place="Skelde",
    published=("Monday 4 May 2026", "2026-05-04"),
    modified=("Last Update: Tuesday, 5 May 2026 KSA 09:45 - GMT 06:45", "2026-05-05T06:45:00Z"),
    tabs="TODAY | MONTH |",
    counts=("7960 Views", "1.2K views", "1,539 Views", "980 views"),
    others=(
        "Ferry to Runa cancelled for a third day as gale blows on",
        "School in Lunden wins prize for its floating garden",
        "Three arrested after theft of church bells",
        "What the new tide tables mean for swimmers",
    ),
    more="SHOW MORE",
)

GERMAN = Story(
    language="de",
    headline="Hafen von Skelde nach einem Winter voller Reparaturen wieder offen",
    body=(
        "Der Hafen von Skelde ist nach fünf Monaten Bauzeit wieder für Fischerboote geöffnet, "
        "wie die Hafenbehörde am Montag mitteilte.",
        "Taucher ersetzten mehr als 400 hölzerne Pfähle, die der Schiffsbohrwurm seit der großen "
        "Sturmflut geschwächt hatte.",
        "„Wir haben eine ganze Heringssaison verloren, aber kein einziges Boot“, sagte "
        "Hafenmeisterin Ada Reyes.",
        "Die Gemeinde bezahlte die Arbeiten mit einem Kredit, der über zwanzig Jahre aus den "
        "Liegegebühren zurückgezahlt wird.",
        "Einige Fischer befürchten, dass die Gebühren kleinere Boote in den Nachbarhafen Lunden "
        "vertreiben.",
        "Ein zweiter Bauabschnitt mit einem neuen Eishaus soll im Herbst beginnen.",
    ),
    caption="Boote kehren im ersten Licht in das innere Becken von Skelde zurück. (Foto: NPA)",
    caption_parts=("Boote kehren im ersten Licht in das innere Becken von Skelde zurück.", "NPA"),
    agency="DPA | Skelde",
    author="DPA",
    place="Skelde",
    published=("Montag, 4. Mai 2026", "2026-05-04"),
    modified=("Aktualisiert am 20.05.2026 um 14:30 Uhr", "2026-05-20"),
    tabs="Heute | Woche",
    counts=("2.310 Aufrufe", "1.874 Aufrufe", "960 Aufrufe", "12.408 Aufrufe"),
    others=(
        "Fähre nach Runa fällt am dritten Tag in Folge aus",
        "Schule in Lunden gewinnt Preis für schwimmenden Garten",
        "Drei Festnahmen nach Diebstahl von Kirchenglocken",
        "Was die neuen Gezeitentafeln für Schwimmer bedeuten",
    ),
    more="Mehr anzeigen",
)

FRENCH = Story(
    language="fr",
    headline="Le port de Skelde rouvre après un hiver de réparations",
    body=(
        "Le port de Skelde a rouvert aux bateaux de pêche après cinq mois de travaux, a annoncé "
        "lundi l'autorité portuaire.",
        "Des plongeurs ont remplacé plus de 400 pieux en bois que les tarets avaient affaiblis "
        "depuis la grande tempête.",
        "« Nous avons perdu toute une saison de hareng, mais pas un seul bateau », a déclaré la "
        "capitaine du port Ada Reyes.",
        "La commune a payé les travaux avec un emprunt qui sera remboursé en vingt ans par les "
        "droits d'amarrage.",
        "Certains patrons de pêche craignent que ces droits ne chassent les petits bateaux vers "
        "le port voisin de Lunden.",
        "Une seconde phase, avec une nouvelle glacière, doit commencer à l'automne.",
    ),
    caption="Des bateaux rentrent dans le bassin de Skelde au petit matin. (Crédit photo : NPA)",
    caption_parts=("Des bateaux rentrent dans le bassin de Skelde au petit matin.", "NPA"),
    agency="Skelde - AFP",
    author="AFP",
    place="Skelde",
    published=("Publié le 3 mai 2026 à 09:45 CEST", "2026-05-03T09:45:00+02:00"),
    modified=("Mis à jour le 4 mai 2026 à 11h20", "2026-05-04"),
    tabs="Jour | Semaine | Mois",
    counts=("8 512 vues", "7 204 vues", "3 118 vues", "960 vues"),
    others=(
        "Le ferry de Runa annulé pour le troisième jour de suite",
        "Une école de Lunden primée pour son jardin flottant",
        "Trois arrestations après un vol de cloches d'église",
        "Ce que les nouvelles marées changent pour les nageurs",
    ),
    more="Voir plus",
)

SPANISH = Story(
    language="es",
    headline="El puerto de Skelde reabre tras un invierno de reparaciones",
    body=(
        "El puerto de Skelde ha reabierto a los barcos de pesca tras cinco meses de obras, "
        "informó el lunes la autoridad portuaria.",
        "Los buzos sustituyeron más de 400 pilotes de madera debilitados por la broma desde el "
        "gran temporal.",
        "«Perdimos toda una temporada de arenque, pero ni un solo barco», dijo la capitana del "
        "puerto, Ada Reyes.",
        "El ayuntamiento pagó las obras con un préstamo que se devolverá en veinte años con las "
        "tasas de amarre.",
        "Algunos patrones temen que las tasas empujen a los barcos pequeños al puerto vecino de "
        "Lunden.",
        "Una segunda fase, con una nueva fábrica de hielo, comenzará en otoño.",
    ),
    caption="Los barcos vuelven a la dársena de Skelde con las primeras luces. (EFE)",
    caption_parts=("Los barcos vuelven a la dársena de Skelde con las primeras luces.", "EFE"),
    agency="EFE, Skelde",
    author="EFE",
    place="Skelde",
    published=("Publicado el 4 de mayo de 2026", "2026-05-04"),
    modified=("Actualizado: 5 de mayo de 2026, 08:15 GMT", "2026-05-05T08:15:00Z"),
    tabs="HOY | SEMANA | MES",
    counts=("9.120 visitas", "5.402 visitas", "2.388 visitas", "871 visitas"),
    others=(
        "El transbordador a Runa, cancelado por tercer día consecutivo",
        "Una escuela de Lunden gana un premio por su jardín flotante",
        "Tres detenidos por el robo de las campanas de una iglesia",
        "Qué cambian las nuevas mareas para los nadadores",
    ),
    more="Ver más",
)

RUSSIAN = Story(
    language="ru",
    headline="Гавань Скельде вновь открыта после зимнего ремонта",
    body=(
        "Гавань Скельде вновь открыта для рыболовных судов после пяти месяцев ремонта, сообщила "
        "в понедельник администрация порта.",
        "Водолазы заменили более 400 деревянных свай, ослабленных корабельным червём со времён "
        "большого шторма.",
        "«Мы потеряли целый сезон сельди, но не потеряли ни одной лодки», — сказала капитан "
        "порта Ада Рейес.",
        "Община оплатила работы кредитом, который будет возвращён за двадцать лет из сборов за "
        "стоянку.",
        "Некоторые рыбаки опасаются, что сборы вытеснят небольшие лодки в соседний порт Лунден.",
        "Второй этап, включающий новый ледник, должен начаться осенью.",
    ),
    caption="Лодки возвращаются во внутреннюю гавань Скельде на рассвете. (ТАСС)",
    caption_parts=("Лодки возвращаются во внутреннюю гавань Скельде на рассвете.", "ТАСС"),
    agency="Скельде, ТАСС",
    author="ТАСС",
    place="Скельде",
    published=("Опубликовано: 4 мая 2026", "2026-05-04"),
    modified=("Обновлено: 20 мая 2026, 12:30 МСК", "2026-05-20T12:30:00+03:00"),
    tabs="День | Неделя",
    counts=("12 345 просмотров", "8 021 просмотр", "3 452 просмотра", "960 просмотров"),
    others=(
        "Паром на остров Руна отменён третий день подряд",
        "Школа в Лундене получила премию за плавучий сад",
        "Трое задержаны после кражи церковных колоколов",
        "Что новые таблицы приливов значат для пловцов",
    ),
    more="Показать ещё",
)

ARABIC = Story(
    language="ar",
    headline="إعادة فتح ميناء سكيلده بعد شتاء من الإصلاحات",
    body=(
        "أعيد فتح ميناء سكيلده أمام قوارب الصيد بعد خمسة أشهر من أعمال الإصلاح، وفق ما أعلنت "
        "سلطة الميناء يوم الاثنين.",
        "واستبدل الغواصون أكثر من 400 عمود خشبي كانت قد ضعفت بفعل ديدان السفن منذ العاصفة "
        "الكبرى قبل شتاءين.",
        "وقالت مديرة الميناء آدا رييس: «خسرنا موسم رنجة كاملا، لكننا لم نخسر قاربا واحدا».",
        "ودفعت البلدية تكاليف الأعمال من قرض سيسدد على مدى عشرين عاما من رسوم الرسو في الميناء.",
        "ويخشى بعض الصيادين أن تدفع الرسوم القوارب الصغيرة إلى ميناء لوندن المجاور الذي يطلب "
        "نصف المبلغ.",
        "ومن المقرر أن تبدأ مرحلة ثانية تشمل بيتا جديدا للثلج في الخريف المقبل.",
    ),
    caption="قوارب تعود إلى الحوض الداخلي لميناء سكيلده عند الفجر. (رويترز)",
    caption_parts=("قوارب تعود إلى الحوض الداخلي لميناء سكيلده عند الفجر.", "رويترز"),
    agency="AFP, سكيلده",
    author="AFP",
    place="سكيلده",
    published=("نشر في 20 مايو 2026", "2026-05-20"),
    modified=("آخر تحديث: 21 مايو 2026 06:45 GMT", "2026-05-21T06:45:00Z"),
    tabs="اليوم | الأسبوع",
    counts=("٧٩٦٠ مشاهدة", "٣١٢٠ مشاهدة", "1587 مشاهدة", "960 مشاهدة"),
    others=(
        "إلغاء رحلات العبارة إلى جزيرة رونا لليوم الثالث",
        "مدرسة في لوندن تفوز بجائزة عن حديقتها العائمة",
        "توقيف ثلاثة أشخاص بعد سرقة أجراس كنيسة",
        "ماذا تعني جداول المد الجديدة للسباحين",
    ),
    more="عرض المزيد",
)

JAPANESE = Story(
    language="ja",
    headline="スケルデ港、冬の修理を終えて再開",
    body=(
        "スケルデ港は5か月にわたる修理を終え、月曜日に漁船の受け入れを再開したと港湾当局が発表した。",
        "潜水士たちは、2年前の大嵐以来フナクイムシに弱らされていた400本以上の木製の杭を交換した。",
        "「ニシンの漁期をまるごと失いましたが、船は一隻も失いませんでした」と港長のアダ・レイエスさんは語った。",
        "町は工事費を融資でまかない、20年かけて係留料から返済していく計画だという。",
        "一部の船長は、料金のために小さな船が隣のルンデン港へ移ってしまうと心配している。",
        "新しい製氷所と給油桟橋を含む第2期の工事は、この秋に始まる予定だ。",
    ),
    caption="夜明けにスケルデ港の内側の船だまりへ戻る漁船（共同）",
    caption_parts=("夜明けにスケルデ港の内側の船だまりへ戻る漁船", "共同"),
    agency="AFP、スケルデ",
    author="AFP",
    place="スケルデ",
    published=("2026年5月20日 09:45 JST", "2026-05-20T09:45:00+09:00"),
    modified=("更新：2026年5月21日 18:30 JST", "2026-05-21T18:30:00+09:00"),
    tabs="今日 | 週間",
    counts=("7,960 閲覧", "3,120 閲覧", "1,587 閲覧", "960 閲覧"),
    others=(
        "ルナ島行きフェリー、3日連続で欠航",
        "ルンデンの学校、浮かぶ庭園で受賞",
        "教会の鐘の盗難で3人逮捕",
        "新しい潮汐表が泳ぐ人に意味すること",
    ),
    more="もっと見る",
)

CHINESE = Story(
    language="zh",
    headline="斯凯尔德港经过一冬修缮后重新开放",
    body=(
        "港务局周一表示，斯凯尔德港经过五个月的修缮，已经重新向渔船开放，首批船只当天清晨驶入港内。",
        "潜水员更换了四百多根木桩，这些木桩自两年前的大风暴以来一直受到船蛆的侵蚀，已经十分脆弱。",
        "港长阿达·雷耶斯说：“我们失去了整整一个鲱鱼季，但没有失去一条船。”",
        "镇议会用一笔贷款支付了工程费用，这笔贷款将在二十年内用停泊费偿还。",
        "一些船长担心，停泊费会把较小的船只赶到邻近的隆登港，那里的收费只有一半。",
        "第二期工程包括一座新的冰库和一个加油码头，将于今年秋天开始动工。",
    ),
    caption="黎明时分，渔船返回斯凯尔德港的内港池。（新华社）",
    caption_parts=("黎明时分，渔船返回斯凯尔德港的内港池。", "新华社"),
    agency="AFP，斯凯尔德",
    author="AFP",
    place="斯凯尔德",
    published=("发布时间：2026年5月20日 09:45", "2026-05-20"),
    modified=("更新时间：2026-05-21 10:15 GMT", "2026-05-21T10:15:00Z"),
    tabs="今日 | 本周",
    counts=("3.4万 阅读", "1.2万 阅读", "8960 阅读", "960 阅读"),
    others=(
        "前往鲁纳岛的渡轮连续第三天停航",
        "隆登一所学校凭漂浮花园获奖",
        "教堂大钟失窃，三人被捕",
        "新的潮汐表对游泳者意味着什么",
    ),
    more="查看更多",
)

STORIES = (ENGLISH, GERMAN, FRENCH, SPANISH, RUSSIAN, ARABIC, JAPANESE, CHINESE)
