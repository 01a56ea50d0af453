"""Questions about the assistant itself: who it is, where it has it from, whether to trust it.

Each pattern names the assistant, what it says, or nothing else: whoever asks for the sources of a
campaign, or whether to trust a counsellor, wants the corpus.
"""

from __future__ import annotations

import re

from kwell_qa.normalise import fold, simplify

__all__ = ["about_itself"]

SHORT, LONGEST = 60, 140
"""Letters of a message that asks who this is, and of one that asks whether it can be trusted."""

_WHO = re.compile(
    r"^(so |hi |hello |hey )?(who|what) (are|r) (you|u)\b(?! (?:siding|rooting|stanning|talking))|^are (you|u) (a |an )?(real|human|person|bot|robot|ai|program|machine"
    r"|counsellor|counselor|therapist|doctor|idol)|^(who|what) is this( bot| site| app)?$|^what can (you|u) do"
    r"|^(너|넌|당신은?) (누구|뭐)|^누구(세요|야)|사람이(야|에요|세요)\??$|^(あなた|君)は(誰|だれ|何)|^(你|您)是(谁|誰|什么|什麼|真人|机器人|機器人)"
    r"|^(quien|que) eres|^eres (un |una )?(bot|robot|persona|humano)|^(quem|o que) (e|es) voce|^voce e (um |uma )?(robo|bot|pessoa|humano)"
    r"|^(kamu|lu|lo) (siapa|robot|manusia|bot)|^siapa kamu|^คุณ(เป็น)?(ใคร|คน|บอท)|^ban la (ai|robot|nguoi)|^(qui|tu) es[- ]tu|^(t|tu) es qui"
    r"|^wer bist du|^bist du (ein|eine) |^(من|مين) (انت|أنت)|^sino ka|^tao ka ba|^bot ka ba"
)
_SAID = r"(?:info\w*|answers?|facts?|data|sources?|quotes?|stuff|knowledge)"
_TRUST = {
    "en": (
        rf"\bwhere (?:do|did|does) (?:you|u|ya|kwell|this (?:bot|app|site|thing|page)) (?:even |actually )?(?:get|take|find|pull|have)"
        rf" (?:all |most )?(?:of )?(?:your|ur|the|this|that|these|those|its)? ?{_SAID}?(?: (?:from|here))*(?: and .*)?$",
        rf"\bwhere (?:does|do|is|are|did) (?:all )?(?:your|ur|this|these|the) (?:bot |app |site |page )?{_SAID} (?:come|coming|taken|pulled)? ?from\b(?! (?:a|an|the|that|on|about)\b)",
        r"^(?:\w+ ){0,2}(?:what|which|who)(?: is| s| are| r)? (?:all )?(?:your|ur) sources?\b",
        r"\b(?:what|which) sources? (?:do|did) (?:you|u|this (?:bot|app|site)) (?:use|have|quote|rely on|get)\b",
        rf"\bhow (?:do|can|would|should) (?:i|we|u|you) (?:even |really |actually )?(?:know|be sure|tell|check|verify)(?: that| if| whether)?"
        rf" (?:this|its|it s|it is|what (?:you|u) (?:say|said|tell me|told me)|(?:you|u)|your {_SAID}|this {_SAID}|that this|all this)"
        r"(?: (?:is|are|re|isnt))?(?: (?:all|really|actually|even))? ?(?:true|real|right|correct|accurate|reliable|legit|trustworthy|not (?:fake|lying|made up|making (?:it|this) up))?(?: tho| though)?$",
        rf"\b(?:can|could|should|do) (?:i|we|you|u) (?:really |actually |even )?(?:trust|believe|rely on) (?:you|u|this|ur|kwell"
        rf"|(?:your|ur|this|these|the|that) (?:bot|app|site|page|chat\w*|{_SAID})|what (?:you|u) (?:say|said|tell me))(?: (?:at all|tho|though|really|here))*$",
        rf"\b(?:are|r|is) (?:you|u|kwell|(?:your|ur|this|these) (?:bot|app|site|page|chatbot|{_SAID})) (?:even |really |actually |always |100 )?(?:reliable|trustworthy|accurate|legit|verified|credible|trusted|ever wrong|lying|making (?:this|it|things) up)\b",
        r"\bhow (?:reliable|accurate|trustworthy|legit) (?:are|r|is) (?:you|u|this|it|your|ur|the (?:bot|info|app|site))\b",
        r"\bwho (?:made|built|created|programmed|coded|runs|owns) (?:you|u|this (?:bot|app|site|page|chatbot|thing))\b",
        r"\bdo (?:you|u) (?:just |ever |sometimes )?(?:make (?:things|stuff|this|it|that|answers) up|lie|hallucinate)(?: to me)?$",
        r"\bhow do (?:you|u) (?:even )?(?:know (?:this|that|all (?:this|that)|these things|this stuff|so much)|work)$",
    ),
    "ko": (
        r"^(?:근데 |그런데 )?(?:(?:너|넌|네|니|당신|여기|이 ?사이트|이 ?앱|챗봇|봇|그|이|이런)(?:는|은|의)? ?)?(?:정보|자료|답변|대답|답)?(?:의|은|는)? ?(?:출처|소스)(?:가|는|은|를)? ?(?:뭐|뭔|무엇|어디|알려|어떻게|있)",
        r"어디(?:서|에서) (?:이런 |이 |그런 |그 )?(?:정보|자료|답|내용)(?:를|을|들을|는|은)? ?(?:다 )?(?:가져|얻|찾|구하|난|나온|나와|알)",
        r"^(?:근데 )?(?:너|넌|네|니|당신|이런|이|그런|그)(?:는|은)? ?(?:정보|자료|답변|답|내용)(?:는|를|을|들은|들을)? ?(?:다 )?어디(?:서|에서) ?(?:가져|얻|찾|구하|난|나온|나와|알)",
        r"(?:너|널|넌|당신|여기|챗봇|봇|(?:이|그|네|니|너) ?(?:정보|답변|대답|답|말|내용|사이트|앱))(?:를|을|은|는|의 정보를)? ?(?:진짜|정말|과연)? ?(?:믿어도|믿을 ?수|믿을 ?만|신뢰)",
        r"^(?:이거|이게|이건) (?:진짜 |정말 )?(?:믿어도|믿을 ?수|믿을 ?만)",
        r"(?:이게|이거|그게|이 ?정보가|답변이|네 말이|니 말이) (?:진짜|정말|사실|맞)\S* ?(?:인지|지|는지|건지)? ?(?:어떻게|어케|어캐) (?:알|믿)",
        r"(?:누가 (?:너|널|이 ?챗봇|이 ?봇)(?:를|을)? ?(?:만들|개발))",
    ),
    "ja": (
        r"(?:^|あなた|君|ここ|この(?:サイト|アプリ|ボット)|この|その)の?(?:情報源|情報の?出所|情報の?出典|情報のソース|出典|ソース|情報)(?:は|って)?(?:何|なに|なん|どこ)",
        r"どこから(?:この|その|そういう|そんな|こういう)?情報を?(?:得|取|持|集|引|とって|もらっ|仕入)",
        r"(?:あなた|君|きみ|(?:この|その)(?:情報|答え|回答|サイト|ボット|アプリ|内容)|ここの情報)(?:の言う)?(?:こと)?(?:を|は|って|のこと|のことを)?(?:本当に|ほんとに|どこまで)?(?:信用|信頼|信じ)",
        r"^(?:これ|それ)(?:を|は|って)?(?:本当に|ほんとに)?(?:信用|信頼|信じ)(?:し|で|て|られ)",
        r"^(?:これ|この(?:情報|答え|回答))(?:が|は|って)?(?:本当|ほんと|正しい|事実)(?:だ|か|って|と|かどうか)*(?:どうやって|どうして|なぜ|どうすれば|なんで)?(?:わか|分か|言え)",
        r"(?:誰|だれ)が(?:あなた|君|このボット|このサイト|このアプリ)を?(?:作|つく|開発)",
    ),
    "zh": (
        r"(?:你|您|这里|这个?(?:网站|机器人|应用|app|程序))的?(?:这些)?(?:信息|资料|消息|资讯|来源|答案|回答|内容|数据)+(?:都)?(?:是)?(?:从哪|从什么|来自哪|来自什么|哪来|哪里来|是什么|是哪|在哪|有哪些)",
        r"(?:你|您)(?:都|是)?(?:从|在)哪(?:里|儿)?(?:得到|找到|找|拿到|获得|获取|知道|弄到|看到|搜)",
        r"(?:能|可以|可不可以|能不能|可否|该不该|应该)(?:相信|信任|信|信赖)(?:你|您|这些?(?:信息|回答|答案|网站|内容|资料)?吗?$|吗)",
        r"(?:你|您|你的(?:回答|信息|答案|来源|资料|消息)|这些?(?:信息|回答|答案|资料))(?:可靠|可信|靠谱|靠得住|准确|准)(?:吗|不|么|嘛)",
        r"(?:怎么|如何|咋)(?:知道|确定|确认|证明)(?:这|这些|你说的|你讲的)(?:信息|内容|话)?(?:都)?是?(?:真|对|准|不是假)",
        r"谁(?:做|创造|开发|创建|制作|设计)(?:了|的)?(?:你|这个(?:网站|机器人))|(?:你|您)是谁(?:做|开发|创造)",
    ),
    "es": (
        r"\bde donde (?:sacas|sacaste|sacan|obtienes|obtenes|viene|vienen|tomas|salen|sale) (?:(?:toda )?(?:tus?|la|esta|esa|estos|las|los|estas) (?:info\w*|datos|respuestas?|fuentes)\b(?! (?:de|del|sobre)\b)|(?:todo )?(?:esto|eso)$)",
        r"\b(?:cuales?|que) (?:son|es) (?:tus?|sus) fuentes?\b|\bque fuentes (?:usas|tienes|utilizas|tenes)\b",
        r"\b(?:puedo|se puede|podemos|debo|deberia) (?:confiar en (?:ti|vos|esto|esta (?:info\w*|pagina|app)|lo que (?:dices|decis|me dices)|tus? (?:respuestas?|info\w*|fuentes))|creerte|fiarme de (?:ti|esto)|creer (?:en )?(?:esto|lo que dices))",
        r"\bcomo (?:se|puedo saber|sabemos|sabria|puedo estar segur[oa])(?: de)? (?:que|si) (?:esto|eso|lo que (?:dices|decis|me dices)) es (?:verdad|cierto|real|fiable)|^y? ?como se (?:que|si) es (?:verdad|cierto)$",
        r"\b(?:eres|sos) (?:confiable|fiable)|\b(?:es|son) (?:confiables?|fiables?) (?:tus?|esta|tu) (?:info\w*|respuestas?|fuentes|pagina|app)|\btu info\w* es (?:confiable|fiable|real|verdadera)",
        r"\bquien te (?:hizo|creo|programo)\b",
    ),
    "pt": (
        r"\b(?:de onde|da onde|dnd|aonde) (?:e que )?(?:voce|vc|vcs|tu)? ?(?:tira|tirou|pega|pegou|vem|vieram|sao|busca|tiram) (?:(?:todas? )?(?:suas?|as suas|a sua|essas?|as|esses|teus?|tuas?) (?:info\w*|respostas?|dados|fontes)\b(?! (?:de|do|da|sobre)\b)|(?:tudo )?(?:isso|isto)$)",
        r"\b(?:quais|qual)(?: sao| e)?(?: as?)? (?:suas?|tuas?) fontes?\b|\bque fontes (?:voce|vc|tu) usa",
        r"\b(?:posso|da pra|da para|devo|podemos|pode) (?:confiar|acreditar) (?:em (?:voce|vc|ti)|n?isso|n?isto|n?ess[ae]s? (?:info\w*|respostas?|site|app|bot)|n?as? suas? (?:info\w*|respostas?|fontes?)|no que (?:voce|vc) (?:diz|fala))",
        r"\bcomo (?:eu )?(?:sei|vou saber|posso saber|saber) (?:que|se) (?:isso|isto|o que (?:voce|vc) (?:diz|fala)) e (?:verdade|real|verdadeiro|confiavel)",
        r"\b(?:voce|vc|isso aqui) e confiavel|\bsuas? (?:info\w*|respostas?|fontes?) (?:e|sao) (?:confiave(?:l|is)|verdadeiras?|reais|real)",
        r"\bquem (?:te (?:fez|criou|programou)|(?:fez|criou) (?:voce|vc|esse bot))\b",
    ),
    "id": (
        r"\b(?:dapat|dapet|ambil|dapetin|nemu) (?:info\w*|data|jawaban|semua)(?:nya|mu)?(?: ini| itu)?(?: semua)? (?:dari|drmn|dr|dari) ?mana",
        r"^(?:kamu |kak )?(?:info\w*|jawaban|data|sumber)(?:nya|mu)?(?: (?:kamu|ini|kamu ini))?(?: (?:dapat|dapet|diambil|ambil))? ?(?:dari|drmn|dr) ?mana",
        r"\bsumber(?:mu|nya| kamu| lo| info\w*)(?: kamu| mu)? (?:apa|mana|dari mana)(?: aja| saja)?|\bapa (?:aja )?sumber(?:mu|nya$| kamu)",
        r"\b(?:bisa|boleh|bs|apakah) (?:ga |gak |aku |kah |saya )*(?:di ?percaya(?:i)?|percaya|mempercayai)(?: (?:gak|ga|nggak|tidak|ngga))?(?: (?:sama|dengan|pada|ke))? ?(?:kamu|mu|ini|jawaban\w*|info\w*)|(?:kamu|ini|jawaban\w*|info\w*)(?: ini)? (?:bisa|bs|boleh) (?:dipercaya|dipercayai)",
        r"\b(?:gimana|bagaimana|gmn)(?: cara\w*)?(?: aku| saya)? (?:tahu|tau) (?:kalau |kalo |klo |bahwa )?(?:ini|itu|info\w* ini|jawaban\w*)(?: \w+)? (?:benar|bener|asli|betul|akurat)",
        r"\bsiapa yang (?:buat|bikin|menciptakan|membuat) (?:kamu|bot ini)",
    ),
    "th": (
        r"(?:เอา|ได้|หา)(?:ข้อมูล|คำตอบ)(?:พวกนี้|นี้|เหล่านี้)?(?:มา)?จาก(?:ที่)?ไหน|(?:คุณ|เธอ|แก|บอท)เอามาจากไหน",
        r"^(?:แล้ว)?(?:แหล่งข้อมูล|แหล่งที่มา|ข้อมูล|คำตอบ)(?:ของ(?:คุณ|เธอ|แก|บอท|เว็บนี้))?(?:นี้|พวกนี้)?(?:เอา)?(?:มา)?(?:คือ|จาก|มี)(?:อะไร|ที่ไหน|ไหน)",
        r"(?:เชื่อ|ไว้ใจ|เชื่อถือ)(?:คุณ|เธอ|แก|บอท|ข้อมูลนี้|ข้อมูลพวกนี้|คำตอบนี้|ที่คุณบอก|เว็บนี้)(?:นี้)?(?:ได้)?(?:จริง)?(?:ไหม|มั้ย|ไม|ป่ะ|ปะ|รึเปล่า|หรือเปล่า|แค่ไหน)",
        r"^(?:ข้อมูล|คำตอบ)?(?:นี้|พวกนี้)?(?:เชื่อ|ไว้ใจ|เชื่อถือ)ได้(?:จริง)?(?:ไหม|มั้ย|ป่ะ|ปะ|รึเปล่า|หรือเปล่า|แค่ไหน)(?:คะ|ครับ|อะ)?$",
        r"รู้ได้(?:ยังไง|ไง|อย่างไร)ว่า(?:นี่|มัน|อันนี้|เรื่องนี้|ข้อมูลนี้|ที่คุณพูด|ที่บอก)(?:เป็น)?(?:เรื่อง)?(?:จริง|ถูก)",
        r"ใคร(?:เป็นคน)?(?:สร้าง|ทำ|พัฒนา)(?:คุณ|เธอ|บอทนี้)",
    ),
    "vi": (
        r"\b(?:ban|bot|may|m) (?:lay|co|tim|kiem) (?:duoc )?(?:may |nhung |cac )?(?:thong tin|cau tra loi|nguon|info)(?: nay| do)? (?:tu|o) dau",
        r"^(?:the )?(?:may |cac |nhung )?(?:thong tin|nguon|nguon tin|cau tra loi)(?: cua (?:ban|bot|may)| nay)*(?: la)? (?:la gi|tu dau|lay tu dau|lay o dau|o dau)",
        r"\b(?:tin|tin tuong) (?:ban|may|bot|(?:cac |nhung )?thong tin nay|cai nay|cau tra loi nay|duoc ban)(?: duoc)? (?:khong|ko|k|hong|hok|ha)\b|\b(?:ban|thong tin nay|bot nay) co dang tin",
        r"\b(?:lam sao|sao) (?:minh |toi |em |de )*(?:biet)(?: duoc)? (?:dieu nay|cai nay|day|thong tin nay|nhung gi ban noi)(?: la| co)? ?(?:that|dung|su that)",
        r"\bai (?:tao|lam|viet) ra (?:ban|may|bot nay)",
    ),
    "fr": (
        r"\bd ?ou (?:est ce que )?(?:viennent|vient|proviennent|sortent|tu (?:sors|tires|prends|trouves)|tiens tu|sors tu|tires tu) (?:toutes )?(?:tes|ta|ces|cette|les) (?:info\w*|reponses?|sources?|donnees)\b(?! (?:de|du|sur)\b)|\btu (?:sors|tires|prends|trouves) (?:tes|ces|ca|tout ca) ?(?:info\w*|reponses?|sources?)? ?d ?ou\b",
        r"\b(?:quelles?|quels?|c est quoi|cest quoi)(?: sont)? (?:tes|vos|ta) sources?|\btes sources c(?: ?est)? quoi",
        r"\b(?:je peux|puis je|peut on|on peut|dois je|j peux|jpeux)(?: vraiment)? (?:te |vous |y )?(?:faire confiance|croire|me fier|fier)(?: a (?:toi|vous|ca|ces info\w*|cette info\w*|tes \w+|ce (?:site|bot)))?(?: ou pas)?$",
        r"\b(?:t es|tu es|tes|ces? (?:infos|informations|reponses) sont?|tes (?:infos|informations|reponses|sources) sont) (?:vraiment )?(?:fiables?|vraies?|serieuses?)|^c est fiable\b",
        r"\bcomment (?:je |on )?(?:sais|sait|savoir|peux savoir|peut savoir|etre sure?)(?: je)?(?: que| si) (?:c est|cest|ce que tu dis est) (?:vrai|sur|reel|fiable)",
        r"\bqui t ?a (?:cree|fait|programme|code)",
    ),
    "de": (
        r"\bwoher (?:hast|nimmst|bekommst|kriegst|beziehst|kommen|kommt|stammen|stammt)(?: du)? (?:all )?(?:deine|die|diese|eure|dein|das)(?: ganzen)? (?:info\w*|antwort\w*|wissen|daten|quellen|angaben|alles)$|\bwoher hast du das$|\bwoher weisst du (?:das|das alles|so viel)$",
        r"\b(?:was|welche|wer|wie) sind deine quellen|\bwelche quellen (?:nutzt|benutzt|hast|verwendest) du|^deine quellen$",
        r"\b(?:kann|darf|soll|sollte) (?:ich|man|wir) (?:dir|euch|deinen \w+|dieser (?:seite|app|info\w*)|dem bot|diesem bot|den infos|diesen \w+)(?: denn)?(?: wirklich| ueberhaupt| uberhaupt)? (?:ver)?(?:trauen|glauben)",
        r"\bwoher (?:weiss|soll) ich(?: denn)?(?: wissen)? ?(?:ob|dass) (?:das|es|deine \w+)(?: alles| auch| wirklich)? (?:stimmt|stimmen|wahr ist|richtig ist|echt ist)",
        r"\b(?:bist du|sind deine (?:info\w*|antworten|quellen|angaben)) (?:denn )?(?:wirklich )?(?:zuverlassig|verlasslich|serios|vertrauenswurdig|richtig)|\bwie zuverlassig (?:bist du|ist das|sind deine)",
        r"\bwer hat dich (?:gemacht|programmiert|erstellt|gebaut|entwickelt)",
    ),
    "ar": (
        r"(?:من وين|من اين|منين|من فين|وين) (?:ب?ت?جيب\w*|جبت\w*|تحصل\w*|تاخذ\w*|تاخد\w*|حصلت\w*|اتت|جاءت|لك|عندك)? ?(?:علي )?(?:كل )?(?:هذه |هذي |هاي |هال)?(?:ال)?(?:معلومات\w*|اجابات\w*)(?: دي)?",
        r"(?:ما هي|ما|ايش|وش|شو|وشو|شنو|ايه) (?:هي )?مصادر(?:ك|كم|كي|ج)(?!\w)|^مصادرك(?: ايه| شو| ايش| وش)?$",
        r"(?:اقدر|استطيع|يمكنني|ممكن|فيني|بقدر|اقدر اني|ينفع|هل) (?:ان )?(?:اثق|اوثق|اصدق\w*|نثق) ?(?:فيك|بك|فيكم|بكم|فيكي|بهذا|هذا الكلام|هالكلام|كلامك|في كلامك|بكلامك|(?:ب|في )?(?:هذه|هذي|هال) ?(?:ال)?(?:معلومات|اجابات))",
        r"كيف (?:اعرف|اتاكد|بعرف|اعرف) (?:من )?(?:ان|انه|اذا|ان كان)? ?(?:هذا|هالكلام|كلامك|الكلام|هذه المعلومات|هذي المعلومات|المعلومات|ما تقوله) ?(?:الكلام )?(?:صحيح\w*|حقيقي\w*|صح|صادق)",
        r"(?:انت|هل انت|معلوماتك|اجاباتك) (?:موثوق\w*|صحيحه|صادق\w*)",
        r"(?:مين|من)(?: الذي| اللي)? (?:صنعك|برمجك|سواك|عملك|طورك)",
    ),
    "tl": (
        r"\b(?:saan|san) (?:mo|nyo|niyo|ninyo|galing|nanggaling|nanggagaling|ba)(?: ba)?(?: (?:nakukuha|kinuha|nakuha|kinukuha|galing|nanggaling))?(?: (?:ang|yung|ung|itong|yang|mga|ba))* ?(?:info\w*|impormasyon|sagot|sources?)(?: mo| nyo| na ito| na yan)?",
        r"\bano(?:ng)?(?: ba)?(?: ang| yung)?(?: mga)? (?:sources?|pinagkukunan|pinagkunan|pinanggalingan)(?: ng info\w*)? (?:mo|nyo|niyo|ninyo)",
        r"\b(?:pwede|puwede|maaari|dapat|pede|maaasahan|mapagkakatiwalaan)(?: ko)?(?: ba)?(?: (?:kita|kitang|kang|akong|ko|ba|ka|itong|ito))*(?: (?:magtiwala|pagkatiwalaan|paniwalaan|maniwala|trust|i trust))?(?: ba)?(?: sa)? ?(?:sayo|sa iyo|iyo|yo|ka|kita|ito|info\w*)(?: ba)?$",
        r"\b(?:pwede|puwede|pede|maaari|dapat)(?: ba| ko)* (?:kita|kitang|kang|bang|itong) (?:bang )?(?:pagkatiwalaan|paniwalaan|i ?trust)(?: ito| ba| ang mga sagot mo| ka| ang info mo)*$",
        r"\b(?:paano|pano) (?:ko|namin) (?:ba )?(?:malalaman|masisiguro|masisigurado) (?:kung |na |ba )*(?:totoo|tama)(?: ba| to| ito| yan| ang mga sagot mo| sinasabi mo)*$",
        r"\bsino(?: ang| ba ang)? (?:gumawa|lumikha) (?:sayo|sa iyo|sa yo|nito|ng bot na ito)",
    ),
}  # fmt: skip
_TRUSTED = re.compile("|".join(f"(?:{pattern})" for told in _TRUST.values() for pattern in told))


def about_itself(message: str) -> bool:
    """Whether a message asks who or what answers here, or whether that can be trusted."""
    if len(message) > LONGEST:
        return False
    bare = simplify(" ".join(re.sub(r"[^\w\s\u0e00-\u0e7f]", " ", fold(message)).split()))
    if len(bare) <= SHORT and _WHO.search(bare):
        return True
    return bool(_TRUSTED.search(bare))
