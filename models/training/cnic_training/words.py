"""What the drawn cards say: made-up people, places and numbers, a tenth of the words kept out of training.

Word lists come from a folder (`CNIC_WORDS`, described in `models/training/README.md`). People are put together from
single name words at random, so that no real person is drawn."""
import csv
import hashlib
import os
import random
import string
from functools import lru_cache

FOLDER = os.environ.get("CNIC_WORDS", "words")

LATIN_ALPHABET = " " + string.digits + string.ascii_uppercase + string.ascii_lowercase + "-/.,:'()&#"
# The order of the trial reader that the first weights came from; new signs go to the end.
URDU_ALPHABET = " 0123456789-/.،:()ABCDEFGHJKLMNPQRSTUVWXYZءآأؤئابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھۃیےًٰۂIO"
URDU_LETTERS = "ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھیےئآ"
COUNTRIES = """Pakistan|Pakistan|Pakistan|Pakistan|Pakistan|Pakistan|Pakistan|Saudi Arabia|United Arab Emirates|United Kingdom|Qatar|Oman|Kuwait|
Bahrain|United States of America|Canada|Australia|Germany|Italy|Spain|France|Norway|Malaysia|Greece|South Africa|Turkey|China|Japan|Ireland|
Netherlands|Denmark|Sweden|Belgium|Austria|Switzerland|Portugal|Singapore|New Zealand|Hong Kong|South Korea|Thailand|Kenya|Libya|Iraq""".replace("\n", "").split("|")
# Short ones, and some that no evaluation set has: their list stays as it is, so that a seed draws the same set.
FURTHER_COUNTRIES = "U.A.E|U.A.E.|UAE|U.K.|U.K|UK|U.S.A.|USA|K.S.A.|KSA|P.R. China|Holland|Iran|Malta|Poland|Brunei|Jordan|Romania|Maldives|Nigeria".split("|")
# Names and words with a small alef.
MARKED = "یٰسین اسمٰعیل زکریٰ عبدالرحمٰن مصطفیٰ مرتضیٰ مجتبیٰ یحییٰ عیسیٰ موسیٰ اسحٰق رحمٰن الٰہی اعلیٰ الہدیٰ بشریٰ لیلیٰ کبریٰ صغریٰ سلمیٰ یسریٰ طوبیٰ".split()
MONTHS = "January February March April May June July August September October November December".split()

# What identifying marks are said with, beside those of the list.
SIDES = ["", "دائیں ", "بائیں "]
BODY = "ماتھے پیشانی چہرے ناک گردن ٹھوڑی گال رخسار ہونٹ آنکھ ابرو بھنویں کان کندھے بازو کہنی کلائی ہاتھ ہتھیلی انگلی انگوٹھے سینے پیٹ کمر ران گھٹنے ٹانگ پنڈلی ٹخنے پاؤں سر گلے کنپٹی جبڑے مونچھ پلک ناخن بغل پسلی کولہے ایڑی تلوے پیر".split()
WHERE = ["پر", "پر", "پر", "کے نیچے", "کے اوپر", "کے پیچھے", "کے پاس", "کے قریب", "کے درمیان", "کی پشت پر"]
SIGNS = "تل|تل|کالا تل|تل کا نشان|زخم کا نشان|چوٹ کا نشان|جلنے کا نشان|کٹنے کا نشان|پرانا زخم|سیاہ داغ|سفید داغ|پیدائشی نشان|ٹانکوں کا نشان|مسا|سرخ نشان|"
SIGNS += "جلے کا نشان|کٹے کا نشان|گہرا نشان|گول نشان|سفید نشان|خراش کا نشان|آپریشن کا نشان|ٹانکے کا نشان|گولی کا نشان|پھوڑے کا نشان|بھورا تل|سیاہ تل|سرخ تل|دو تل|مسہ|موہکا"
SIGNS = SIGNS.split("|")
# Marks that are not said with a side, a part of the body and a sign.
OTHER_MARKS = """کوئی نشان نہیں|کوئی شناختی علامت نہیں|معذور|نابینا|چیچک کے داغ|چہرے پر چیچک کے داغ|پولیو سے متاثر|دائیں ٹانگ سے معذور|بائیں ٹانگ پولیو زدہ|
دائیں ہاتھ کی چھوٹی انگلی ٹیڑھی|بائیں ہاتھ کی شہادت کی انگلی کٹی ہوئی|دایاں ہاتھ کٹا ہوا|بایاں پاؤں ٹیڑھا|ایک دانت ٹوٹا ہوا|ایک آنکھ خراب""".replace("\n", "").split("|")


def withheld(word):
    """Whether a word belongs to the tenth that training never sees."""
    return hashlib.sha256(("cnic:" + word).encode()).digest()[0] % 10 == 0


def _rows(name, delimiter="\t"):
    with open(os.path.join(FOLDER, name), encoding="utf8") as f:
        return [r for r in csv.reader(f, delimiter=delimiter, quoting=csv.QUOTE_NONE) if r]


def readable(text, alphabet):
    return bool(text) and all(c in alphabet for c in text)


@lru_cache(None)
def lists(unseen):
    """All lists of the seen or of the unseen split."""
    keep = lambda w: withheld(w) == unseen
    names, units = _rows("names_ur_en.tsv"), _rows("name_units_ur_en.tsv")[1:]
    names = [r for r in names if readable(r[0], URDU_ALPHABET) and readable(r[1], LATIN_ALPHABET)]
    units = [r for r in units if readable(r[0], URDU_ALPHABET) and readable(r[1], LATIN_ALPHABET) and 1 < len(r[0]) < 14]
    places = [r[:2] for r in _rows("districts_ur_en.tsv") + _rows("tehsils_towns_ur_en.tsv")]
    lines = lambda name: [r[0].strip() for r in _rows(name) if r[0].strip()]
    return {
        "names": {g: [r[:2] for r in names if r[2] == g and keep(r[0])] for g in "mfs"},
        "units": [r[:2] for r in units if keep(r[0])],
        "places": [p for p in places if keep(p[0]) and readable(p[0], URDU_ALPHABET)],
        # terms and marks are form language, not words to hold back: the same stands on every card
        "terms": [w for w in lines("address_vocab_ur.txt") if readable(w, URDU_ALPHABET) and not w.endswith("پتہ")],  # the labels stand among them
        "marks": [w for w in lines("marks_ur.txt") if readable(w, URDU_ALPHABET)],
        "general": [w for w in lines("words_ur.txt") if keep(w) and readable(w, URDU_ALPHABET)],
        "geonames": [r[0] for r in _rows("geonames_pk.tsv")[1:] if keep(r[0]) and readable(r[0], LATIN_ALPHABET)],
    }


def marked():
    """Those of MARKED that training draws."""
    return [word for word in MARKED if not withheld(word)]


def _written(name):
    """Words, a line each, of a file beside this one."""
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf8") as f:
        return f.read().split()


def _listed(split, column):
    """Names of the lists: in Urdu (0) or in Latin letters (1)."""
    pairs = [pair for group in lists(split)["names"].values() for pair in group] + lists(split)["units"]
    return [pair[column] for pair in pairs]


def _single(texts, unseen):
    """The words of some texts, sorted: without those withheld from the networks, unless `unseen`, and without single letters."""
    return sorted({word for text in texts for word in text.split() if len(word) > 1 and (unseen or not withheld(word))})


def urdu_names(unseen=True):
    """Words of Urdu names that the tool shall know, sorted: those of the lists and those of names_urdu.txt, which was written
    for this. Those withheld from the networks too, unless `unseen` is false."""
    return _single(MARKED + _written("names_urdu.txt") + _listed(False, 0) + _listed(True, 0), unseen)


def latin_names(unseen=True):
    """The same in Latin letters, small ones; names_latin.txt was written for them."""
    words = lambda names: {w.strip(".") for n in names for w in n.lower().replace("-", " ").split()}
    seen, hidden = words(_listed(False, 1)), words(_listed(True, 1))
    known = seen | words(_written("names_latin.txt")) | hidden
    known = known if unseen else known - (hidden - seen)
    return sorted(w for w in known if len(w) > 1 and w.replace("'", "").isalpha())


def address_words(unseen=True):
    """Words that the tool shall know in Urdu addresses, sorted: those of forms and of places, and those of address_words.txt,
    which was written for this."""
    letters = URDU_ALPHABET[URDU_ALPHABET.index("ء") : URDU_ALPHABET.index("I")]
    listed = lists(False)["terms"] + [p[0] for split in (False, True) for p in lists(split)["places"]]
    return [w for w in _single(listed + _written("address_words.txt"), unseen) if readable(w, letters)]


def mark(rng):
    """An identifying mark, as forms say it."""
    if rng.random() < 0.4:
        return rng.choice(lists(False)["marks"] + OTHER_MARKS)
    return rng.choice(SIDES) + rng.choice(BODY) + " " + rng.choice(WHERE) + " " + rng.choice(SIGNS)


def mark_words():
    """Every word of identifying marks, sorted: a form's own words, of which none is withheld."""
    return sorted({word for text in lists(False)["marks"] + OTHER_MARKS + SIDES + BODY + WHERE + SIGNS for word in text.split()})


def spellable(word):
    """Whether letters stand where Urdu writes them: inside a word the dotless n looks like any tooth, and alef with a madda
    like an alef under the dots of its neighbour."""
    return "آ" not in word[1:] and not any(c in "ںے" for c in word[:-1]) and word[0] not in "ںےھئ"


def invented_urdu(rng):
    while True:
        word = "".join(rng.choice(URDU_LETTERS) for _ in range(rng.randint(2, 7)))
        if spellable(word):
            return word


def invented_latin(rng):
    syllables = [rng.choice("bcdfghjklmnpqrstvwxyz") + rng.choice(["a", "e", "i", "o", "u", "aa", "ee", "oo", "ai"]) + rng.choice(["", "", "n", "r", "m", "sh", "d", "l", "q", "z"]) for _ in range(rng.randint(1, 4))]
    return "".join(syllables).capitalize()


def name(rng, gender="M", unseen=False):
    """A made-up name: (Urdu, Latin). A few hold an invented word, so that the readers spell what they see."""
    lists_ = lists(unseen)
    out = []
    for k in range(rng.choice([1, 2, 2, 2, 2, 3, 3])):
        x = rng.random()
        if x < 0.40:
            out.append(rng.choice(lists_["names"]["f" if gender == "F" else "m"] if k == 0 else lists_["names"]["s"] + lists_["names"]["m"]))
        elif x < 0.90 or unseen:
            out.append(rng.choice(lists_["units"]))
        elif x < 0.96:
            out.append((rng.choice(lists_["general"]), invented_latin(rng)))
        else:
            out.append((invented_urdu(rng), invented_latin(rng)))
    if gender == "M" and len(out) < 3 and rng.random() < 0.2:
        out.insert(0, ("محمد", rng.choice(["Muhammad", "Muhammad", "Mohammad"])))
    return " ".join(u for u, _ in out), " ".join(l for _, l in out)


def house_number(rng):
    n = rng.randint(1, 999)
    return rng.choice([f"{n}"] * 3 + [f"{n}-{rng.choice('ABCDEFGH')}", f"{rng.choice('ABPRE')}-{n}", f"{n}/{rng.randint(1, 99)}", f"{rng.randint(1, 99)}/{n}", f"{n}/{rng.randint(1, 20)}-{rng.choice('ABCDL')}"])


def urdu_word(rng, unseen=False):
    lists_ = lists(unseen)
    x = rng.random()
    if x < 0.45:
        return rng.choice(lists_["units"])[0]
    if x < 0.6:
        return rng.choice(lists_["names"]["m"] + lists_["names"]["s"])[0]
    return rng.choice(lists_["general"]) if x < 0.95 or unseen else invented_urdu(rng)


def address_parts(rng, unseen=False):
    lists_ = lists(unseen)
    place = lambda: rng.choice(lists_["places"])[0]
    word = lambda: urdu_word(rng, unseen)
    house = [lambda: "مکان نمبر " + house_number(rng), lambda: "فلیٹ نمبر " + house_number(rng), lambda: "پلاٹ نمبر " + house_number(rng), lambda: "کوارٹر نمبر " + house_number(rng)]
    street = [lambda: "گلی نمبر " + str(rng.randint(1, 99)), lambda: "سٹریٹ نمبر " + str(rng.randint(1, 99)), lambda: "بلاک " + rng.choice(["نمبر " + str(rng.randint(1, 30)), rng.choice("ABCDEFGHJK")]), lambda: "سیکٹر " + rng.choice("DEFGHI") + "-" + str(rng.randint(5, 17))]
    quarter = [lambda: "محلہ " + word(), lambda: word() + " " + rng.choice(["کالونی", "ٹاؤن", "آباد", "روڈ", "پارک", "بازار"]), lambda: rng.choice(lists_["terms"]), lambda: rng.choice(lists_["terms"]) + " " + word(), lambda: "چک نمبر " + house_number(rng), lambda: "گاؤں " + word(), lambda: "موضع " + place(), lambda: "ڈھوک " + word(), lambda: "گوٹھ " + word() + " " + word(), lambda: "نزد " + word() + " " + word()]
    post = [lambda: "ڈاک خانہ " + place(), lambda: "ڈاکخانہ خاص", lambda: "ڈاکخانہ " + word(), lambda: "یونین کونسل " + word()]
    parts = [rng.choice(g)() for g, p in ((house, 0.6), (street, 0.5), (quarter, 0.95), (quarter, 0.3), (post, 0.35)) if rng.random() < p]
    where = rng.random()
    if where < 0.55:
        parts += ["تحصیل " + place(), "ضلع " + place()]
    elif where < 0.75:
        parts += ["تحصیل و ضلع " + place()]
    elif where < 0.85:
        parts += ["تعلقہ " + place(), "ضلع " + place()]
    else:
        parts += [place()]
    return parts


def address(rng, unseen=False):
    """An Urdu address, its parts joined by the printed comma or by blanks."""
    return ("، " if rng.random() < 0.85 else " ").join(address_parts(rng, unseen))


def english_address(rng, unseen=False):
    lists_ = lists(unseen)
    upper = rng.random() < 0.6
    parts = [rng.choice(["House No. ", "H No ", "H# ", "Flat No. ", "Plot # "]) + house_number(rng), rng.choice(["Street No. ", "St. ", "Street "]) + str(rng.randint(1, 60))]
    parts += [rng.choice(lists_["units"])[1] + " " + rng.choice(["Colony", "Town", "Road", "Mohallah", "Block"]), rng.choice(lists_["geonames"]), "District " + rng.choice(lists_["places"])[1]]
    text = ", ".join(p for p in parts if rng.random() < 0.85)
    return text.upper() if upper else text


def english_part(rng, unseen=False):
    """A part of an address as a clerk abroad may write it."""
    lists_ = lists(unseen)
    place = rng.choice([rng.choice(lists_["geonames"]), rng.choice(lists_["places"])[1], rng.choice(lists_["units"])[1]])
    before = ["Village ", "Vill. ", "Villa ", "P.O. ", "P.O. Box ", "P/O ", "PO ", "Post Office ", "Tehsil ", "Teh. ", "Distt. ", "District ", "Near ", "Mohallah ", "Chak No. ", "Apt. "]
    after = [" Street", " Road", " Rd.", " Avenue", " Town", " Colony", " Villas", " (Pvt.) Ltd."]
    forms = [lambda: rng.choice(before) + place, lambda: place + rng.choice(after), lambda: f"{rng.randint(1, 999)} {place}" + rng.choice(after), lambda: "P.O. Khas", lambda: rng.choice(COUNTRIES),
             lambda: rng.choice(lists_["units"])[1] + rng.choice([" e ", "-e-"]) + rng.choice(lists_["units"])[1], lambda: "Tehsil and District " + rng.choice(lists_["places"])[1]]
    return rng.choice(forms[:3] * 3 + forms[3:])()


def country(rng):
    """A country as forms print it, now and then abbreviated."""
    return rng.choice(FURTHER_COUNTRIES if rng.random() < 0.3 else COUNTRIES)


def titled(rng, name):
    """A Latin name with a title or an initial, as clerks shorten them."""
    return rng.choice(["M. ", "M. ", "Ch. ", "Ch ", "Dr. ", "Dr ", "Mst. ", "Mst ", "Md. ", "Mrs. ", "Rana ", "Raja ", "Mian ", "Haji ", "Syed ", f"{rng.choice(string.ascii_uppercase)}. "]) + name


def cnic(rng, gender="M"):
    last = rng.choice("13579" if gender == "M" else "02468" if gender == "F" else string.digits)
    return f"{rng.choice('1233344567')}{rng.randint(0, 9999):04d}-{rng.randint(0, 9999999):07d}-{last}"


def date(rng, first=1930, last=2039):
    return rng.randint(1, 28) if rng.random() < 0.9 else rng.choice([29, 30]), rng.choice([1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), rng.randint(first, last)


def family_number(rng, signs=string.digits + string.ascii_uppercase):
    return "".join(rng.choice(signs) for _ in range(6))


def difficult_code(rng):
    """Six letters and digits, half of the time of those only that are taken for one another."""
    return family_number(rng, "0O0O1I1I5S8B2ZQDG6") if rng.random() < 0.5 else family_number(rng)


# Letters that differ by their dots, or hardly at all, where they are joined to the next one.
ALIKE = ["بپتٹثنیئ", "جچحخ", "دڈذ", "رڑزژ", "سش", "صض", "طظ", "عغ", "فق", "کگ", "ہھ", "نںی", "اآ"]


def misspelt(rng, text, share):
    """The same text with one letter changed in a share of its words: what is printed has to be read, not known."""
    out = []
    for word in text.split(" "):
        k = rng.randrange(len(word)) if word else 0
        if rng.random() < share and len(word) > 2 and word[k] in URDU_LETTERS:
            alike = [group for group in ALIKE if word[k] in group]
            x = rng.random()
            if x < 0.5 and alike:
                other = word[:k] + rng.choice(rng.choice(alike)) + word[k + 1 :]
            elif x < 0.7:
                other = word[:k] + rng.choice("نیبتسہم" + URDU_LETTERS) + word[k:]
            elif x < 0.9:
                other = word[:k] + word[k + 1 :]
            else:
                other = word[:k] + rng.choice(URDU_LETTERS) + word[k + 1 :]
            word = other if spellable(other) else word
        out.append(word)
    return " ".join(out)


def respelled(rng, text):
    """The same words with other marks: the small alef is printed or left out as the clerk likes, so that it has to be read."""
    if "ٰ" in text and rng.random() < 0.3:
        return text.replace("ٰ", "")
    return text.replace("رحمن", "رحمٰن") if rng.random() < 0.2 else text


# Letters that differ by the dots over and under their teeth only.
TOOTHED = "بپتٹثنیچجخسش"
# Letters of which one shrinks to a stroke before or within the other.
SHRUNK = "یچ یج نج نچ بج بچ تچ یح بخ نک یک تک ٹک بک نگ ہو ہڑ ہر ہج نہ بہ یہ تہ زہ رہ کھج یر نر یل نم ست سج سف سم سل خش خس شت شک".split()


def rare_word(rng):
    """A word that can only be read letter by letter: one of hardly anything but teeth, one with letters that all but vanish
    beside others, or one with a small alef."""
    x = rng.random()
    if x < 0.3:
        return rng.choice(marked())
    some = lambda n: "".join(rng.choice(URDU_LETTERS) for _ in range(n))
    while x < 0.6:
        word = some(rng.randint(0, 2)) + rng.choice(SHRUNK) + some(rng.randint(0, 3))
        if len(word) > 2 and spellable(word):
            return word
    while True:
        word = "".join(rng.choice(TOOTHED if rng.random() < 0.8 else URDU_LETTERS) for _ in range(rng.randint(2, 5))) + rng.choice(["ی", "ی", "ہ", "اں", "وال", "ا", ""])
        if len(word) > 2 and spellable(word):
            return word


def rare_part(rng, unseen=False):
    """A part of an address that few addresses have."""
    word = lambda: urdu_word(rng, unseen) if unseen or rng.random() < 0.6 else rare_word(rng)
    before = "کلی کلی گڑھی گڑھا ڈیرہ چاہ ٹبہ پنڈ کوٹلہ کوٹلی ٹوبہ ٹھٹھہ ٹھٹھی جھوک نالہ بنگلہ پل نہر پھاٹک تھانہ وارڈ دربار خانقاہ حویلی میرا پکی کچی قلعہ".split()
    after = ["گراں", "والی", "والا", "منڈی", "سبزی منڈی", "غلہ منڈی", "ہائی سکول", "گرلز سکول", "کالج", "سٹاپ", "ہسپتال", "ٹیوب ویل", "پٹرول پمپ", "پولیس لائن", "شوگر مل", "پھاٹک", "بنگلہ", "مارکیٹ", "پلازہ", "سٹریٹ", "چوک", "اسٹاپ", "بالا", "پایاں", "سیداں", "گجراں", "جٹاں", "راجپوتاں", "ہٹھاڑ", "اتاڑ"]
    return rng.choice([lambda: rng.choice(before) + " " + word(), lambda: word() + " " + rng.choice(after), lambda: rng.choice(["گاؤں ", "موضع ", "نزد ", "عقب ", "ڈاکخانہ "]) + word() + " " + rng.choice(after)])()


def with_word(rng, text, word):
    """The same text with one of its words, any of them, by another."""
    words = text.split(" ")
    words[rng.randrange(len(words))] = word
    return " ".join(words)


# Taken for a digit, or for one another.
DOUBTFUL = "SSBOZGQDI"


def lettered(rng):
    """A part of an address that holds Latin capitals, any of them; often one that looks like a digit or like the alef beside it."""
    capital = lambda: rng.choice(DOUBTFUL if rng.random() < 0.35 else string.ascii_uppercase)
    capitals = lambda: "".join(capital() for _ in range(rng.choice([1, 1, 1, 2, 2, 3])))
    n = lambda: str(rng.randint(1, 10 ** rng.choice([1, 2, 2, 3, 3, 4])))
    joint = lambda: rng.choice("-/")
    x = rng.random()
    if x < 0.08:
        return rng.choice(["P/O ", "P/O ", "P.O. ", "C/O ", "S/O ", "W/O "]) + urdu_word(rng)
    if x < 0.17:
        code = rng.choice(["DHA", "PECHS", "KDA", "CDA", "LDA", "WAPDA", "GOR", "PAF", "SITE", "EME", "FB", "PIA", "KESC", "NHS"])
    elif x < 0.25:
        code = capitals()
    else:
        code = rng.choice([capitals() + joint() + n(), n() + joint() + capitals(), capitals() + "-" + n() + "/" + n(), n() + "/" + n() + "-" + capitals(), n() + "-" + capital() + "/" + n(), n() + "/" + rng.choice(["GB", "JB", "RB", "EB", "WB", "SB", capital() + "B"]), capital() + n(), n() + capital()])
    before = ["مکان نمبر ", "پلاٹ نمبر ", "فلیٹ نمبر ", "بلاک ", "بلاک نمبر ", "سیکٹر ", "فیز ", "گلی نمبر ", "چک نمبر ", "", ""]
    return rng.choice(before) + code + rng.choice(["", "", "", " فیز " + n(), " کالونی", " " + urdu_word(rng)])


# The branches of canals that villages are counted by, as they are spelt.
BRANCHES = "ج ب|ر ب|گ ب|ای بی|ڈبلیو بی|ایس بی|جی بی|آر بی|جے بی|این بی|ایم ایل|ڈی بی|ڈی این بی|ٹی ڈی اے|ڈی اے|ایم بی|ایل|آر|جنوبی|شمالی|شرقی|غربی".split("|")


def village(rng):
    """A village that has a number, over the branch of a canal in Urdu letters: a stroke between digits and letters is no alef."""
    number = str(rng.randint(1, 700)) + (rng.choice("/-") + str(rng.randint(1, 30)) if rng.random() < 0.2 else "")
    branch = rng.choice(BRANCHES) if rng.random() < 0.8 else rng.choice(URDU_LETTERS[:-1]) + " " + rng.choice("بلر")
    joint = rng.choice("////- ")
    return rng.choice(["چک نمبر ", "چک نمبر ", "چک ", "موضع چک ", ""]) + number + joint + (branch.replace(" ", "") if rng.random() < 0.1 else branch)


def coded(rng):
    """A part of an address that has to be read sign by sign."""
    return village(rng) if rng.random() < 0.3 else lettered(rng)


def urdu_line(rng, unseen=False):
    """A line of text for the Urdu reader: names, addresses, marks, general and invented words."""
    x = rng.random()
    lists_ = lists(unseen)
    if x < 0.48:
        text = name(rng, rng.choice("MF"), unseen)[0]
        if not unseen and rng.random() < 0.12:
            text = with_word(rng, text, rare_word(rng))
    elif x < 0.72:
        parts = address_parts(rng, unseen)
        if rng.random() < 0.5:
            parts.insert(rng.randrange(len(parts) + 1), coded(rng))
        if rng.random() < 0.3:
            parts.insert(rng.randrange(len(parts) + 1), rare_part(rng, unseen))
        i = rng.randrange(len(parts))
        text = ("، " if rng.random() < 0.85 else " ").join(parts[i : i + rng.randint(1, 4)]) + ("،" if rng.random() < 0.15 else "")
    elif x < 0.77:
        text = mark(rng) if rng.random() < 0.75 else rng.choice(["مرد", "عورت", "ایضاً", "تاحیات"])
    elif x < 0.85:
        text = " ".join(rare_word(rng) if not unseen and rng.random() < 0.4 else invented_urdu(rng) for _ in range(rng.randint(1, 3)))
    else:
        text = " ".join(rng.choice(lists_["general"]) for _ in range(rng.randint(1, 4)))
    text = respelled(rng, text)
    return text if len(text) < 72 and readable(text, URDU_ALPHABET) else urdu_line(rng, unseen)


def latin_line(rng, unseen=False):
    """A line of text for the Latin reader: names, numbers, dates, countries, addresses, random signs."""
    x = rng.random()
    if x < 0.33:
        text = name(rng, rng.choice("MF"), unseen)[1]
        text = titled(rng, text) if rng.random() < 0.1 else text
        text = text.upper() if rng.random() < 0.2 else text
    elif x < 0.49:
        text = cnic(rng, rng.choice("MF"))
    elif x < 0.67:
        d, m, y = date(rng)
        text = rng.choice([f"{d:02d}.{m:02d}.{y}", f"{d:02d}.{m:02d}.{y}", f"{d:02d}/{m:02d}/{y}", f"{d:02d}/{m:02d}/{y}", f"{d:02d}-{m:02d}-{y}", f"{MONTHS[m - 1]} {d:02d}, {y}"])
    elif x < 0.73:
        text = country(rng)
    elif x < 0.77:
        text = rng.choice(["M", "F", "X", "M", "F", "Male", "Female", "Lifetime", "Lifetime"])
    elif x < 0.87:
        text = difficult_code(rng)
    elif x < 0.95:
        text = english_address(rng, unseen) if rng.random() < 0.5 else ", ".join(english_part(rng, unseen) for _ in range(3))
        words = text.split(" ")
        i = rng.randrange(len(words))
        text = " ".join(words[i : i + rng.randint(1, 6)])
    elif x < 0.98:
        text = " ".join(invented_latin(rng) for _ in range(rng.randint(1, 3)))
    else:
        text = "".join(rng.choice(LATIN_ALPHABET[1:]) for _ in range(rng.randint(2, 14)))
    return text if text and len(text) < 48 and readable(text, LATIN_ALPHABET) else latin_line(rng, unseen)


if __name__ == "__main__":
    r = random.Random(1)
    for _ in range(15):
        print(urdu_line(r), "|", latin_line(r), "|", latin_line(r, True))
