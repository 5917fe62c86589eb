/**
 * The words by which newsrooms label the parts of an article, per language, parted by `|`. Data, and the only place where
 * a language counts: all rows are consulted at once, in any case, with or without accents, and a text in a language that is
 * missing here is still cut by its shape.
 */
export type Words = {
  /** Labels before a colon: a moving picture, a picture, a sound. */
  video: string;
  image: string;
  audio: string;
  /** Labels of what a reader may not want to see. */
  warning: string;
  /** Labels of an insert with a paragraph of its own; of a link that stands alone. */
  box: string;
  link: string;
  /** What a credit begins with: certain; only when names and nothing else follow; before the author, under a headline. */
  credit: string;
  with: string;
  byline: string;
  /** What stands between and before names. */
  and: string;
  the: string;
  /** Abbreviations whose full stop does not end a sentence. */
  short: string;
};

export const WORDS: Record<string, Words> = {
  en: {
    video: 'watch|watch live|watch now|watch this|video|videos|live video|footage|in video',
    image:
      'photo|photos|picture|pictures|in pictures|in photos|image|images|gallery|graphic|infographic|map|chart|illustration|cartoon',
    audio: 'listen|listen live|listen now|audio|podcast',
    warning: 'warning|content warning|trigger warning|viewer discretion|caution|graphic content',
    box: "live briefing|live blog|live updates|live|explainer|explained|analysis|background|fact box|factbox|fact check|key points|key facts|at a glance|timeline|in brief|editor's note|context",
    link: 'read more|read also|also read|see also|more|more on this|related|follow live|more from us',
    credit:
      'with reporting from|with reporting by|with additional reporting from|with additional reporting by|additional reporting by|additional reporting from|reporting by|editing by|with contributions from|with material from|with information from|with files from|based on reporting by|based on reports by|based on reports from|compiled from|source|sources|agencies',
    with: 'with',
    byline: 'by|text by',
    and: 'and|and by',
    the: 'the',
    short: 'Mr|Mrs|Ms|Dr|Prof|St|Gen|Col|Lt|Sgt|Capt|Gov|Sen|Rep|Rev|Hon|Adm|Maj|No|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec',
  },
  fr: {
    video: 'regardez|regarder|à voir|voir|vidéo|vidéos|en vidéo',
    image: 'photo|photos|image|images|en images|en photos|diaporama|infographie|carte|graphique|dessin',
    audio: 'écoutez|écouter|à écouter|audio|podcast|balado',
    warning: 'attention|avertissement|mise en garde|images choquantes',
    box: "direct|en direct|le point|repères|contexte|analyse|décryptage|chronologie|l'essentiel|encadré",
    link: 'lire|lire aussi|à lire aussi|à lire|voir aussi|en savoir plus|pour aller plus loin|suivez notre direct',
    credit:
      'source|sources|avec les informations de|avec des informations de|avec les agences|avec agences|propos recueillis par',
    with: 'avec',
    byline: 'par|texte',
    and: 'et',
    the: "l'|le|la|les|de|de l'|d'|de la|du|des",
    short: 'M|MM|Mme|Mlle|Dr|Pr|St|Ste|av|env|janv|févr|juil|sept|oct|nov|déc',
  },
  de: {
    video: 'video|videos|im video|sehen sie|sehen sie hier|schauen sie',
    image: 'foto|fotos|bild|bilder|in bildern|bildergalerie|fotostrecke|grafik|karte|infografik',
    audio: 'hören sie|zum hören|audio|podcast|ton',
    warning: 'warnung|achtung|warnhinweis|hinweis|triggerwarnung',
    box: 'live|liveblog|ticker|liveticker|newsblog|hintergrund|analyse|erklärt|überblick|das wichtigste|chronologie|zum thema|info|infobox',
    link: 'lesen sie auch|lesen sie mehr|mehr zum thema|siehe auch|weiterlesen|mehr dazu',
    credit:
      'quelle|quellen|mit material von|mit material der|mit informationen von|mit informationen der|mit agenturmaterial|redaktion',
    with: 'mit',
    byline: 'von|text',
    and: 'und|sowie',
    the: 'der|die|das|den|dem|von',
    short: 'Dr|Prof|Hr|Fr|St|Nr|bzw|ca|etwa|usw|vgl|Jan|Feb|Aug|Sept|Okt|Nov|Dez|Mio|Mrd',
  },
  es: {
    video: 'vea|mira|mire|ver|vídeo|video|videos|en vídeo',
    image: 'foto|fotos|imagen|imágenes|en imágenes|galería|infografía|mapa|gráfico|viñeta',
    audio: 'escuche|escucha|escuchar|audio|pódcast|podcast',
    warning: 'advertencia|aviso|atención|precaución',
    box: 'en directo|en vivo|directo|contexto|análisis|claves|las claves|cronología|antecedentes|recuadro',
    link: 'lea también|lee también|lea más|leer más|ver también|véase también|más información',
    credit: 'fuente|fuentes|con información de|con informaciones de|con datos de|con aportes de|agencias',
    with: 'con',
    byline: 'por|texto',
    and: 'y|e',
    the: 'el|la|los|las|de|del',
    short: 'Sr|Sra|Srta|Dr|Dra|Ud|Uds|núm|pág|Gral|St|Sta',
  },
  ar: {
    video: 'شاهد|شاهدوا|فيديو|بالفيديو|مقطع فيديو',
    image: 'صورة|صور|بالصور|خريطة|رسم بياني|إنفوغراف',
    audio: 'استمع|استمعوا|صوت|بودكاست',
    warning: 'تحذير|تنبيه',
    box: 'مباشر|بث مباشر|تغطية مباشرة|تغطية حية|خلفية|تحليل|موجز|أبرز النقاط|تسلسل زمني',
    link: 'اقرأ أيضا|اقرأ المزيد|اقرأ أيضًا|انظر أيضا|المزيد|شاهد أيضا',
    credit: 'المصدر|المصادر|مصدر|وكالات|بمشاركة|نقلا عن|تحرير',
    with: 'مع',
    byline: 'بقلم|كتب|كتبت|إعداد',
    and: 'و',
    the: 'وكالة',
    short: 'د|أ|م',
  },
  uk: {
    video: 'дивіться|відео',
    image: 'фото|зображення|фотогалерея|мапа|карта|інфографіка|у світлинах',
    audio: 'слухайте|аудіо|подкаст',
    warning: 'увага|попередження|застереження|обережно',
    box: 'наживо|онлайн|пряма трансляція|стрічка|контекст|аналіз|довідка|передісторія|головне|хронологія',
    link: 'читайте також|читайте більше|дивіться також|докладніше|більше про це',
    credit: 'джерело|джерела|за матеріалами|за повідомленням|за повідомленнями|за даними|з використанням матеріалів',
    with: 'з',
    byline: 'автор|автори|авторка|текст',
    and: 'і|й|та',
    the: 'агентства',
    short: 'ім|вул|св|див|напр|тис|млн|млрд|грн|рр|обл|проф',
  },
  ru: {
    video: 'смотрите|видео',
    image: 'фото|изображение|фотогалерея|карта|инфографика|в фотографиях',
    audio: 'слушайте|аудио|подкаст',
    warning: 'внимание|предупреждение|осторожно',
    box: 'прямой эфир|прямая трансляция|онлайн|хроника|контекст|анализ|справка|предыстория|главное|разбор',
    link: 'читайте также|читать далее|смотрите также|подробнее|ещё по теме',
    credit: 'источник|источники|по материалам|по сообщениям|по сообщению|по данным|с использованием материалов',
    with: 'с',
    byline: 'автор|авторы|текст',
    and: 'и',
    the: 'агентства',
    short: 'им|ул|св|см|напр|тыс|млн|млрд|руб|гг|обл|проф',
  },
  pt: {
    video: 'assista|veja|veja o vídeo|vídeo|vídeos|em vídeo',
    image: 'foto|fotos|imagem|imagens|em imagens|galeria|infográfico|mapa|gráfico',
    audio: 'ouça|escute|áudio|podcast',
    warning: 'aviso|atenção|alerta|advertência',
    box: 'ao vivo|em direto|minuto a minuto|contexto|análise|entenda|destaques|cronologia',
    link: 'leia também|leia mais|veja também|saiba mais|mais sobre isto',
    credit:
      'fonte|fontes|com informações de|com informações da|com informações do|com informações das|com agências|agências',
    with: 'com',
    byline: 'por|texto',
    and: 'e',
    the: 'o|a|os|as|de|da|do',
    short: 'Sr|Sra|Dr|Dra|Prof|Eng|av|nº',
  },
  it: {
    video: 'guarda|guardate|guarda il video|video|in video',
    image: 'foto|fotografia|immagine|immagini|le immagini|galleria|infografica|mappa|grafico',
    audio: 'ascolta|ascoltate|audio|podcast',
    warning: 'attenzione|avvertenza|avviso|avvertimento',
    box: 'diretta|in diretta|live|contesto|analisi|la scheda|scheda|in sintesi|cronologia',
    link: 'leggi anche|leggi di più|vedi anche|approfondisci|per saperne di più',
    credit: 'fonte|fonti|con informazioni di|con il contributo di|con agenzie|agenzie',
    with: 'con',
    byline: 'di|a cura di|testo di',
    and: 'e|ed',
    the: "l'|il|lo|la|i|gli|le|di|dell'",
    short: 'Sig|Dott|Prof|Avv|Ing|On|Gen|pag|sec',
  },
  pl: {
    video: 'zobacz|obejrzyj|zobacz wideo|wideo|film',
    image: 'zdjęcie|zdjęcia|fot|foto|galeria|grafika|infografika|mapa',
    audio: 'posłuchaj|słuchaj|audio|podcast',
    warning: 'uwaga|ostrzeżenie',
    box: 'na żywo|relacja na żywo|relacja|kontekst|analiza|tło|najważniejsze|kalendarium|w skrócie',
    link: 'czytaj także|czytaj też|czytaj więcej|przeczytaj także|zobacz też|zobacz także|więcej na ten temat',
    credit: 'źródło|źródła|na podstawie|opracowano na podstawie|oprac|z materiałów',
    with: 'za',
    byline: 'autor|autorka|autorzy|tekst',
    and: 'i|oraz',
    the: 'agencji',
    short: 'np|tzn|tzw|ul|św|dr|prof|mgr|inż|gen|płk|godz|tys|mln|mld|im',
  },
  tr: {
    video: 'izle|izleyin|video|canlı izle',
    image: 'fotoğraf|fotoğraflar|görsel|resim|galeri|harita|grafik|infografik',
    audio: 'dinle|dinleyin|ses|podcast',
    warning: 'uyarı|dikkat',
    box: 'canlı|canlı anlatım|canlı blog|arka plan|analiz|özet|öne çıkanlar|kronoloji|bağlam',
    link: 'ayrıca okuyun|ayrıca bakınız|devamını oku|daha fazla|ilgili haber',
    credit: 'kaynak|kaynaklar|derleyen|katkıda bulunanlar|ajanslar',
    with: 'haber',
    byline: 'yazan|yazar',
    and: 've|ile',
    the: '',
    short: 'Dr|Prof|Doç|Sn|vb|vs|Av|Gn|bkz',
  },
  zh: {
    video: '视频|影片|影音|观看|视讯|視頻|觀看|直播视频',
    image: '图片|图|照片|组图|图集|图表|地图|圖片|圖|組圖|圖表|地圖',
    audio: '音频|收听|播客|音訊|收聽',
    warning: '警告|注意|内容警告|提醒|內容警告',
    box: '直播|实时更新|最新动态|背景|分析|要点|时间线|实况|背景资料|實時更新|要點|時間線',
    link: '阅读更多|延伸阅读|相关阅读|相关报道|另见|延伸閱讀|閱讀更多',
    credit: '来源|消息来源|资料来源|综合|來源|資料來源|责任编辑|编辑',
    with: '综合|据',
    byline: '记者|作者|文|撰文|記者',
    and: '和|与|及|以及|與',
    the: '',
    short: '',
  },
  ja: {
    video: '動画|映像|ビデオ|見る|動画を見る',
    image: '写真|画像|図|図表|地図|グラフ',
    audio: '音声|聞く|ポッドキャスト',
    warning: '警告|注意|閲覧注意|閲覧にご注意ください',
    box: 'ライブ|速報|ライブ速報|解説|背景|分析|要点|経緯|まとめ',
    link: '関連記事|あわせて読みたい|続きを読む|もっと読む',
    credit: '出典|出所|提供|情報源',
    with: '取材協力',
    byline: '文|記者|取材|執筆',
    and: 'と|及び|および',
    the: '',
    short: '',
  },
  hi: {
    video: 'देखें|वीडियो',
    image: 'फोटो|फ़ोटो|तस्वीर|तस्वीरें|मानचित्र',
    audio: 'सुनें|ऑडियो|पॉडकास्ट',
    warning: 'चेतावनी|सावधान',
    box: 'लाइव|सीधा प्रसारण|पृष्ठभूमि|विश्लेषण|मुख्य बातें',
    link: 'यह भी पढ़ें|और पढ़ें|इसे भी पढ़ें',
    credit: 'स्रोत|साभार',
    with: '',
    byline: 'लेखक',
    and: 'और|तथा|एवं',
    the: '',
    short: 'डॉ|श्री|प्रो',
  },
};

/** Agencies and broadcasters: they end an article in every language, with or without a word before them. */
export const AGENCIES =
  'Reuters|AFP|AP|Associated Press|Agence France-Presse|dpa|BBC|CNN|NPR|Bloomberg|RFE/RL|ANSA|Adnkronos|EFE|Europa Press|Lusa|Agência Brasil|epd|KNA|APA|SDA|Keystone-SDA|Belga|ANP|TT|NTB|Ritzau|STT|PAP|ČTK|MTI|Agerpres|Tanjug|Hina|BTA|Interfax|TASS|Ukrinform|UNIAN|Anadolu|AA|DHA|İHA|PTI|IANS|ANI|Xinhua|Kyodo|Jiji|Yonhap|AAP|PA|Рейтер|Ройтерс|Рейтерс|ТАСС|Интерфакс|РИА Новости|Укринформ|Укрінформ|УНІАН|Інтерфакс-Україна|رويترز|فرانس برس|أسوشيتد برس|الأناضول|واس|وام|新华社|中新社|路透社|法新社|美联社|新華社|中央社|美聯社|共同通信|時事通信|ロイター|共同|時事';
