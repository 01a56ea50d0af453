"""What is told without a word for it, by concept, in thirteen languages; and fan talk, moving away,
food and games that sound alike."""

from __future__ import annotations

import pytest

from kwell_qa.safety import screen

CRISES = {
    "not to wake up": (
        "hope i just dont wake up tmrw. even tho theres presale",
        "내일 안 깼으면 좋겠다. 티켓팅 있는데도",
        "明日の朝、目が覚めなければいいのに。推しの配信あるのに",
        "朝が来るたびにがっかりする。また起きちゃったって",
        "希望明天别醒来了。虽然还要抢票",
        "ojalá no me despierte mañana. aunque haya preventa",
    ),
    "until one day, then all ends": (
        "me dei até o show de junho. depois eu paro. tudo. estranho mas to aliviada",
        "aku kasih diri sendiri waktu sampe konser juni. abis itu aku berhenti. semuanya. aneh "
        "malah lega",
        "เราให้เวลาตัวเองถึงคอนเดือนมิถุนา หลังจากนั้นจะหยุด ทุกอย่าง แปลกที่โล่ง",
        "mình cho mình đến concert tháng 6. sau đó mình dừng. tất cả. lạ là thấy nhẹ cả người",
        "jme suis fixé le concert de juin. apres jarrete. tout. cest bizarre jsuis presque soulagé",
        "hab mir das konzert im juni als grenze gesetzt. danach hör ich auf. mit allem. "
        "komischerweise bin ich erleichtert",
    ),
    "not there by then": (
        "everyone is planning next years tour and i just nod. i dont think ill be around till then",
        "sab log next tour ke liye plan bana rahe h aur main bas haan haan bol deti hu. mujhe "
        "nahi lagta main tab tak rahungi bhi lol 🙂",
        "tout le monde prévoit la tournée de l'an prochain et moi jdis oui oui. jpense pas que "
        "jserai encore là d'ici là",
        "alle planen die tour nächstes jahr und ich nicke nur. glaub nicht dass ich bis dahin "
        "noch da bin",
        "الكل يخطط لتور السنه الجايه وانا بس اهز راسي. ما اظن اني بكون موجوده لين ذاك الوقت",
        "lahat sila nagpaplano na for next tour, tango lang ako. feeling ko wala na ko dito by "
        "then",
    ),
    "nothing to wait for": (
        "このライブが終わったらもう待つものが何もない。本当に。貯金は妹に渡した。一緒に推してくれ"
        "てありがとう",
        "这场演唱会之后就没有什么可等的了。真的没有。存款都转给弟弟了。谢谢你们陪我追星",
        "después de este concierto ya no me queda nada que esperar. nada. mis ahorros ya se los "
        "pasé a mi hermanita. gracias por fangirlear conmigo",
        "depois desse show n tenho mais nada pra esperar. nada msm. minhas economias já passei "
        "pro meu irmão. obrigada por tudo gente",
        "abis konser ini udh gaada yg ditunggu lagi. beneran gaada. tabungan udh aku pindahin ke "
        "adek. makasih ya udh nemenin fangirling wkwk",
        "หลังคอนนี้ก็ไม่มีอะไรให้รอแล้ว ไม่มีจริงๆ เงินเก็บโอนให้น้องหมดแล้ว "
        "ขอบคุณที่ติ่งด้วยกันนะ",
    ),
    "I go first": (
        "คงอยู่ไม่ถึงคอนหรอก บัตรยกให้ฟรีกับคนที่รักเขาจริงๆ เราไปก่อนนะ",
        "chắc mình k đợi đc tới concert đâu. vé nhượng lại 0đ cho bạn nào thương mấy ảnh thật "
        "lòng, mình đi trước nha",
        "jpense pas tenir jusquau concert. les places je les donne gratuitement à qui les aime "
        "vraiment, moi jpars avant",
        "ich halt glaub nicht durch bis zum konzert. die tickets verschenk ich an wen der sie "
        "wirklich liebt, ich geh dann schon mal vor",
        "ما اظن اوصل لين الكونسرت. التذاكر ببلاش للي يحبهم من قلب، انا بسبقكم",
        "parang di na ko aabot sa concert. bigay ko na lang tickets ko sa totoong nagmamahal sa "
        "kanila, mauuna na ko ha",
    ),
    "no years ahead": (
        "they asked where i see myself in 5 years. in my head there are no 5 years",
        "5년 뒤에 뭐 하고 있을 것 같냐는데 내 머릿속엔 5년 뒤가 없어",
        "5年後どうなってたいか聞かれたけど、私の頭の中に5年後なんてない",
        "问我五年后想做什么 可我脑子里根本没有五年后",
        "me preguntaron donde me veo en 5 años. en mi cabeza no hay 5 años",
        "tinanong kung asan ako in 5 years. sa isip ko wala namang 5 years",
    ),
    "the counter is at zero": (
        "어플 카운터가 다시 0이 됐어. 그거 할 때만 머리가 조용해져",
        "アプリのカウンターがまたゼロに戻った。やってる時だけ静かになる",
        "app上的天数又归零了。只有那样做的时候脑子才安静",
        "el contador de la app volvió a cero. solo mientras lo hago se calla todo",
        "o contador do app voltou pro zero. só enquanto eu faço fica quieto",
        "counter di app balik ke nol lagi. cuma pas ngelakuin itu kepalaku tenang",
    ),
    "leaving fandom and life": (
        "im leaving the fandom and life too",
        "덕질도 인생도 이제 그만둘게 다들 고마웠어",
        "je quitte le fandom et la vie aussi",
        "ich verlass das fandom und das leben gleich mit",
        "بطلع من الفاندوم ومن الحياه كلها",
        "aalis na ko sa fandom, pati na rin sa buhay",
    ),
    "tried and says she is fine": (
        "친구가 지난주에 끝내려고 했대. 지금은 괜찮다는데 아무한테도 말하지 말라고 약속하래",
        "友達が先週終わりにしようとしたらしい。今はもう大丈夫って言うけど、誰にも言わないでって約"
        "束させられた",
        "闺蜜上周试图结束一切，现在说没事了，让我保证不告诉别人",
        "mi amiga intentó acabar con todo la semana pasada y ahora dice q está bien, me hizo "
        "prometer no contarle a nadie",
        "minha amiga tentou acabar com tudo semana passada e agora fala q ta bem, me fez "
        "prometer n contar pra ninguém",
        "sahabatku minggu lalu nyoba ngakhirin semuanya, skrg katanya udah gapapa, aku disuruh "
        "janji ga bilang siapa2",
    ),
    "will not be there though she is not moving": (
        "pas bikin rencana taun depan temenku bilang dia udah ga bakal ada. padahal dia ga pindah",
        "คุยแพลนปีหน้ากัน เพื่อนบอกว่าตอนนั้นคงไม่อยู่แล้ว ทั้งที่ไม่ได้จะย้ายไปไหน",
        "tụi mình bàn kế hoạch năm sau, bạn mình nói lúc đó nó k còn nữa đâu. mà nó có chuyển đi "
        "đâu đâu",
        "on prévoit lété prochain et ma pote dit quelle sera plus là. elle déménage meme pas",
        "wir planen nächstes jahr und meine freundin sagt da bin ich nicht mehr da. sie zieht "
        "gar nicht weg",
        "نخطط للسنه الجايه وصديقتي تقول انا ما راح اكون موجوده. وهي مو ناقله",
    ),
    "hands all over with love": (
        "our admin handed over the server, sold everything for nothing and told each of us "
        "something loving",
        "우리 서버 방장이 서버 넘기고 굿즈 헐값에 다 팔고 한 명씩 고마웠다고 말해줬어",
        "鯖の管理人がサーバーを譲って、グッズも全部タダ同然で売って、一人ひとりに大好きだよって言"
        "ってくれた",
        "我们群主把群转给别人，东西全部白菜价卖了，还给每个人说了很温柔的话",
        "ادمن السيرفر سلمت السيرفر وباعت كل شي ببلاش وقالت لكل واحد منا كلام حلو",
        "yung admin namin pinasa na yung server, binenta lahat ng halos libre tas nagsabi ng "
        "mahal kita sa bawat isa samin",
    ),
    "what happens after we die, will mum forget": (
        "弟弟一直问人死后会怎样 妈妈会不会忘记他",
        "mi hermanito pregunta q pasa después de morir y si mamá se olvidaría de él",
        "meu irmãozinho fica perguntando o que acontece depois q a gente morre e se a mãe ia "
        "esquecer dele",
        "adekku nanya terus abis kita meninggal gimana, mama bakal lupa ga sama dia",
        "น้องชายถามว่าตายแล้วไปไหน แม่จะลืมเขาไหม",
        "em trai mình cứ hỏi sau khi chết thì sao, mẹ có quên em không",
    ),
    "passwords, bills, better without me": (
        "my brother sent me his passwords and how to pay the bills, said youll do better without "
        "me",
        "anh trai gửi mật khẩu với cách đóng tiền điện, bảo không có anh nhà mình sẽ tốt hơn",
        "mon frere ma envoyé ses mots de passe et comment payer les factures, il dit quon sera "
        "mieux sans lui",
        "mein bruder hat mir seine passwörter gegeben und erklärt wie man die rechnungen zahlt, "
        "er meint ohne ihn gehts uns besser",
        "اخوي عطاني كلمات السر وكيف ندفع الفواتير وقال بتكونون احسن من دوني",
        "binigay ni kuya mga password nya pati pano magbayad ng bills, mas ok daw kami pag wala "
        "sya",
    ),
    "tried, and is fine now": (
        "my bestie tried to end it on sunday, she says shes fine now and made me promise not to "
        "tell her mum",
        "지난주에 친구가 끝내려고 했어. 지금은 괜찮대. 아무한테도 말하지 말아달래",
        "mi amiga intentó terminar con todo. ahora estoy bien dice, y me hizo prometer que no le "
        "contaría a nadie",
        "meine beste freundin wollte es beenden. jetzt gehts ihr gut sagt sie und ich hab "
        "versprochen niemandem was zu sagen",
        "ma copine a tenté d'en finir, elle va mieux maintenant elle dit, j'ai promis de rien dire",
    ),
}
TROUBLES = {
    "father drinks and hits": (
        "meu pai bebe e bate na minha mãe e em mim, rasgou meus pôsteres",
        "papa kalo mabok mukulin mama sama aku, poster2ku disobekin",
        "พ่อกินเหล้าแล้วตีแม่กับเรา ฉีกโปสเตอร์เราหมด",
        "bố uống rượu là đánh mẹ với mình, xé hết poster của mình",
        "mon pere boit et nous tape ma mere et moi, il a déchiré mes posters",
        "papa trinkt und schlägt mama und mich, hat meine poster zerrissen",
    ),
    "a neighbour's child with bruises": (
        "the kid next door has bruises and theyre made to sleep outside. im scared to interfere",
        "옆집 애가 멍이 들어있고 밤에 밖에서 자게 해. 끼어들기 무서워",
        "隣の家の子、あざがあって夜外に出されてる。口出しするのが怖い",
        "das nachbarskind hat blaue flecken und muss draußen schlafen. trau mich nicht was zu "
        "sagen",
        "ولد الجيران عليه كدمات وينيمونه برا البيت. خايفه اتدخل",
        "yung anak ng kapitbahay may mga pasa tas pinapatulog sa labas. takot ako makialam",
    ),
    "hides in the wardrobe": (
        "母が怒鳴るとクローゼットに入って、静かになるまで曲聴いてる",
        "妈妈一发火我就躲进衣柜里听歌等她安静",
        "cuando mamá se enoja me meto en el ropero con audífonos hasta q se calma",
        "quando minha mãe surta eu me escondo no guarda-roupa até passar",
        "kalo mama ngamuk aku masuk lemari pake headset nunggu reda",
        "เวลาแม่โวยวายเราเข้าไปหลบในตู้เสื้อผ้าใส่หูฟังจนเงียบ",
    ),
    "not through the day without taking something": (
        "cant get through a workday without taking something anymore. started at a kpop night, "
        "now its tuesday 8am",
        "뭐라도 안 먹으면 하루 일을 못 버텨. 케이팝 나이트에서 시작했는데 이제 화요일 아침이야",
        "何か飲まないと仕事の一日を乗り切れない。最初はクラブだったのに、もう火曜の朝8時",
        "不吃点东西顶着就撑不过一个工作日，一开始只是聚会，现在周二早上也要",
        "ya no aguanto un día de trabajo sin meterme algo. empezó en una kpop night, ahora es "
        "martes 8am",
        "n consigo mais passar um dia de trabalho sem tomar alguma coisa. começou numa festa, "
        "agora é terça 8h",
    ),
    "takes more and more, sold things, asks for money": (
        "my flatmate smokes from morning to night and its not just weed anymore. sold his pc and "
        "asks me for money for groceries",
        "룸메가 점점 더 해. 컴퓨터도 팔고 장 본다면서 돈 빌려달래. 이제 평일에도 취해 있어",
        "同居人がどんどん使うようになって、PCも売って金貸してって言ってくる。もう平日も",
        "室友越吸越多 电脑都卖了 还找我借钱说买菜 现在工作日也这样",
        "mi roomie consume cada vez más, vendió su compu y me pide plata pa la comida. ahora tb "
        "entre semana",
        "yung roommate ko lumalala na paggamit, binenta laptop nya tas nanghihingi ng pera pang "
        "grocery. pati weekdays na",
    ),
    "called names, accent mimicked, lunch on the floor": (
        "they call my niece rice face, mimic her accent and threw her lunch on the floor",
        "class me sab mujhe \"korean wali\" bolke chidhate h, bag se pcs nikaal ke phaad diye, "
        "teacher bhi has rahi thi. ab lunch akele karti hu yaar",
        "조카 반 애들이 발음 흉내 내고 도시락을 바닥에 던졌대",
        "sie nennen meine nichte schlitzauge, äffen ihren akzent nach und haben ihr essen auf "
        "den boden geworfen",
        "بنت اختي بالمدرسه يسمونها باسماء عنصريه ويقلدون لهجتها ورموا غداها على الارض",
        "tinatawag na unggoy pamangkin ko sa school, ginagaya accent nya tas tinapon baon nya sa "
        "sahig",
    ),
    "photocards torn, teacher laughed": (
        "classmates tore my photocards and the teacher laughed",
        "반 애들이 내 포카 찢었는데 선생님도 웃었어",
        "ils ont déchiré mes photocards en classe et la prof a rigolé",
        "die in meiner klasse haben meine photocards zerrissen und die lehrerin hat gelacht",
        "بنات الفصل قطعوا كروتي والمدرسه ضحكت",
        "pinunit ng mga kaklase ko pcs ko tas tumawa pa si teacher",
    ),
    "grown people drag a minor, face or address leaked": (
        "우리 팬덤 중학생이 편집 하나 올렸다고 어른들이 조리돌림하고 얼굴까지 털렸어",
        "界隈の中学生が大人たちに晒されて、顔も住所も特定されてる",
        "圈里一个初中生被一群大人网暴 照片和地址都被人肉出来了",
        "a una nena de 13 del fandom la están funando adultos y filtraron su cara",
        "uma menina de 13 do fandom tá sendo massacrada por adultos e vazaram o rosto dela",
        "ada anak 13 thn di fandom dihujat org dewasa, mukanya disebar",
    ),
    "undid it after eating": (
        "makan sepotong kue ultah trus aku keluarin lagi, tau lah maksudnya",
        "กินเค้กไปชิ้นนึงแล้วก็เอามันออกไป เข้าใจใช่ไหม",
        "ăn một miếng bánh sinh nhật xong mình cho nó ra hết, hiểu mà",
        "jai mangé une part de mon gateau et après jai annulé, tu vois ce que jveux dire",
        "hab ein stück kuchen gegessen und es danach rückgängig gemacht, du weißt schon",
        "اكلت قطعه كيك وبعدها طلعتها، فاهمين علي",
    ),
    "never hungry, two sweaters, cries at food": (
        "my bandmate \"isnt hungry\" for the third wk running, wears 2 sweaters in a heated "
        "studio, and cries if we order chicken",
        "친구가 몇 주째 배 안 고프대. 스웨터 두 개 껴입고 치킨 시키면 울어",
        "友達が何週間もお腹すいてないって言って、セーター2枚着て、食べ物の話で泣く",
        "朋友好几周都说不饿 穿两件毛衣 一点外卖就哭",
        "صديقتي من اسابيع تقول مو جوعانه، تلبس بلوفرين وتبكي لو طلبنا دجاج",
        "yung kaibigan ko ilang linggo nang di raw gutom, dalawang sweater suot, umiiyak pag "
        "umorder kami ng manok",
    ),
    "the empty seat": (
        "旁边的座位空着 演唱会怎么去 票是一起买的 他已经不在了",
        "cómo se va a un concierto con el asiento de al lado vacío. compramos juntas. ella tenía "
        "17",
        "como q vai num show com a cadeira do lado vazia. a gente comprou junto. ele tinha 17",
        "gimana caranya nonton konser sebelahku kosong. belinya bareng. dia udah ga ada",
        "จะไปคอนยังไงที่นั่งข้างๆว่างเปล่า ซื้อด้วยกันแท้ๆ เขาไม่อยู่แล้ว",
        "đi concert mà ghế bên cạnh trống thì đi kiểu gì. mua vé cùng nhau mà. nó mất rồi",
    ),
    "the birthday of one who died": (
        "today would have been my grandmas birthday, she got me into kpop",
        "hôm nay đáng lẽ là sinh nhật bà, bà mất rồi",
        "aujourdhui ca aurait été lanniv de ma mamie",
        "heute wäre omas geburtstag gewesen",
        "اليوم كان المفروض عيد ميلاد جدتي الله يرحمها",
        "ngayon sana birthday ni lola, wala na sya",
    ),
    "only talked to when needed, cried on the birthday": (
        "nobody talks 2 me unless im running a group order. came home, cried, packed 30 parcels, "
        "cried again. happy bday to me ig",
        "아무도 나한테 필요할 때 아니면 말 안 걸어. 생일인데 울었어",
        "誰も用がある時しか話しかけてこない。誕生日なのに泣いた",
        "除了要拼单没人找我说话 生日那天我哭了",
        "nadie me habla si no es para pedir algo. lloré en mi cumple",
        "ninguém fala cmg a n ser q precise de algo. chorei no meu niver",
    ),
}
HARMLESS = (
    "내일 늦게 안 깼으면 좋겠다 티켓팅 10시야",
    "ojalá no me despierte tarde mañana que hay preventa",
    "明日寝坊しなければいいのに",
    "希望明天别醒来发现票没了",
    "gave myself until june to save for the tickets. after that i stop",
    "me di de plazo hasta junio, después dejo de comprar álbumes",
    "6월 콘서트까지만 다이어트 하고 그만둘 거야",
    "abis konser aku berhenti beli album. lega",
    "no creo que siga en el grupo de whatsapp para entonces",
    "others are planning the party but i dont think ill be there, i have work",
    "sold my albums for nothing, ebay is dead",
    "giving my tickets away bc i have an exam that day",
    "je tiendrai jamais jusqu'au concert trop hâte mdr",
    "verschenk mein ticket fürs konzert, bin krank geworden",
    "mauuna na ko sa venue ha, kita tayo dun",
    "in 5 years there are no tickets left for me lol",
    "en 5 años no hay nada que no haya comprado de ellos",
    "5년 뒤에 콘서트 또 했으면",
    "trong đầu mình 5 năm nữa vẫn chỉ có nhóm này",
    "sa isip ko 5 years na sila, wala pa ring disbandment please",
    "duolingo streak is back to zero nooo",
    "앱 출석 카운터가 다시 0이 됐어 망했다",
    "el contador de la app del comeback volvió a cero! ya salió",
    "カウンターがゼロになった！カムバ発売！",
    "im leaving the fandom, life is busy",
    "덕질 그만두고 인생 살래",
    "オタ活卒業して自分の人生を楽しみます",
    "ลาด้อมแล้วไปใช้ชีวิต",
    "saí do fandom e a vida melhorou",
    "친구가 컴백 이벤트 끝내려고 했대 지금은 괜찮대",
    "meine freundin hat versucht den streit zu beenden, jetzt ist alles gut",
    "ma pote dit qu'elle sera plus là l'été prochain, elle déménage à lyon",
    "bạn mình nói năm sau nó đi du học nên k còn ở đây",
    "our admin handed over the server because of exams, she told everyone thank you",
    "la admin entregó el server porque empieza la uni",
    "die adminin hat den server übergeben, sie ist jetzt mutter geworden",
    "my little brother asks what happens after the season ends and if mum forgot the snacks",
    "my brother gave me his netflix passwords and how to pay the bill",
    "오빠가 넷플릭스 비밀번호 알려줬어",
    "meu irmão me passou a senha do spotify, paga a conta kkk",
    "아빠가 커피 마시다가 내 앨범에 쏟았어",
    "the kid next door has the same album and sleeps in a tent outside, so cute",
    "隣の子がテントで寝てて可愛い",
    "das nachbarskind hat blaue flecken vom fußball, sagt er stolz",
    "엄마가 옷장 정리하라고 화냈어",
    "ohne kaffee pack ich keinen arbeitstag",
    "jtiens pas une journée de taf sans musique",
    "不喝奶茶就撑不过工作日",
    "i cant go out without taking my lightstick",
    "mein mitbewohner hat seinen pc verkauft um tickets zu kaufen",
    "my niece mimics the satoori accent of her bias so cutely",
    "姪が推しの方言を真似してて可愛い",
    "ils imitent l'accent de busan dans l'émission, trop drôle",
    "i tore my photocard by accident and my friend laughed",
    "die lehrerin hat gelacht weil mein photocard aus dem heft fiel",
    "the album leaked and adults in the fandom are mad",
    "un miembro de 19 años filtró su cara en el live sin maquillaje",
    "posted a bad edit and then i undid it",
    "hab den kauf rückgängig gemacht",
    "comí pastel y borré la foto",
    "친구가 콘서트장 춥다고 스웨터 두 개 입었어",
    "minha amiga chora quando eles cantam e nunca tem fome antes do show",
    "theres an empty seat next to me, anyone wants the ticket",
    "옆자리 비었는데 양도받을 사람",
    "el asiento de al lado está vacío, alguien quiere la entrada?",
    "오늘 원래 컴백일인데 밀렸어",
    "heute wäre konzert gewesen aber der flug fiel aus",
    "ultahku nangis bahagia dapet pc bias",
    "I held on until the tour, then my phone died and everything ended lol",
    "my friend tried to end the stream early and now says its fine",
    "our admin gave everyone free stickers and told each of us how much she loves our edits",
    "she ate cake and then undid the top button lol",
    "i ate and then got rid of the leftovers",
    "comí y después me deshice de la caja",
    "the teacher ripped my essay apart and the class laughed",
    "nobody talks unless they want to trade in this server",
    "오늘 원래 할머니 생신인데 콘서트랑 겹쳤어",
    "hoje seria aniversário da minha mãe mas ela adiantou a festa pra ver o show",
    "today would have been my moms birthday dinner but its tomorrow",
    "the empty seat next to me was taken by a guy, he was 17 and knew all the fanchants",
    "my face is leaked in the fancam lol",
    "15 year olds and adults were arguing over hate trains, so silly",
    "quit kpop and life got easier",
    "i quit kpop for life lol",
    "退坑了 离开圈子回归生活",
    "ngelakuin dance challenge cuma pas libur, counter di app 0",
    "the app reset my streak to 0 only when im calm do i meditate",
    "i cant do a workday without using excel",
    "cant do my day without having them on repeat",
    "i never leave the house without taking my photocard holder",
    "뭐라도 안 먹으면 하루를 못 버텨 배고파",
    "何か飲まないと一日もたない、暑すぎ",
    "espero que no me despierte mi mamá",
    "내일 엄마가 안 깼으면 좋겠다 몰래 컴백 보게",
    "bertahan sampe konser abis itu berhenti jajan semua",
)


@pytest.mark.parametrize(
    ("concept", "line"), [(concept, line) for concept, lines in CRISES.items() for line in lines]
)
def test_crisis_is_heard_by_what_it_means(concept: str, line: str) -> None:
    assert screen(line).level == "crisis", concept


@pytest.mark.parametrize(
    ("concept", "line"), [(concept, line) for concept, lines in TROUBLES.items() for line in lines]
)
def test_trouble_is_heard_by_what_it_means(concept: str, line: str) -> None:
    assert screen(line).level != "none", concept


@pytest.mark.parametrize("line", HARMLESS)
def test_what_only_sounds_alike_is_let_pass(line: str) -> None:
    assert screen(line).level == "none"
