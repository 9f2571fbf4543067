//! How alike a name sounds in Latin and in Urdu letters.
//!
//! A sound is a character: its Latin letter, or `x` for kh, `G` for gh, `$` for sh, `c` for ch. Vowels are `a`, `i` (and e)
//! and `u` (and o); `3` is the ain.

/// What it counts that Urdu writes a letter twice where Latin has one.
const DOUBLE: f32 = 0.1;

/// By how many consonants the spellings differ, 0 for the same name. Vowels, which Urdu writes only when they are long,
/// breaths and blanks count less than consonants, and so do sounds that clerks take for one another.
pub(super) fn distance(latin: &str, urdu: &str) -> f32 {
    let latin = of_latin(latin);
    let mut row = from_nothing(&latin);
    let mut before = None;
    for sound in of_urdu(urdu) {
        row = one_more(&latin, &row, before, sound);
        before = Some(sound);
    }
    row[latin.len()]
}

/// The consonants of a name in either script that no clerk leaves out or writes otherwise.
pub(super) fn consonants(name: &str) -> String {
    let mut sounds = if name.is_ascii() {
        of_latin(name)
    } else {
        of_urdu(name)
    };
    sounds.retain(|sound| !"aiuwyh3 ".contains(*sound));
    sounds.dedup();
    sounds.into_iter().collect()
}

/// A name in Latin letters, to hold a line of Urdu against while it is being read.
pub struct Spoken {
    /// Its sounds from the end to the beginning, as Urdu stands on paper.
    sounds: Vec<char>,
}

impl Spoken {
    /// Takes the name as it was read.
    pub fn new(latin: &str) -> Self {
        let mut sounds = of_latin(latin);
        sounds.reverse();
        Spoken { sounds }
    }

    /// How far nothing is from each beginning of the sounds.
    pub fn start(&self) -> Vec<f32> {
        from_nothing(&self.sounds)
    }

    /// How far a text is from each beginning of the sounds with one letter more, if it was as far as `row` before; the least
    /// of it is how far the text is from being a part of the name. Texts go from left to right, as on paper.
    pub fn after(&self, row: &[f32], before: Option<char>, letter: char) -> Vec<f32> {
        match of_letter(letter) {
            Some(sound) => one_more(&self.sounds, row, before.and_then(of_letter), sound),
            None => row.to_vec(),
        }
    }
}

/// The first row of the edit distance: from nothing to each beginning of a Latin name.
fn from_nothing(latin: &[char]) -> Vec<f32> {
    let mut row = vec![0.0];
    for &x in latin {
        row.push(row[row.len() - 1] + only_in_latin(x));
    }
    row
}

/// The next row of the edit distance, for one sound more of the Urdu name, after `before`.
fn one_more(latin: &[char], row: &[f32], before: Option<char>, sound: char) -> Vec<f32> {
    let extra = match before {
        Some(b) if b == sound && sound != ' ' => DOUBLE,
        _ => only_in_urdu(sound),
    };
    let mut next = vec![row[0] + extra];
    for (j, &x) in latin.iter().enumerate() {
        let both = row[j] + between(x, sound);
        let one = (row[j + 1] + extra).min(next[j] + only_in_latin(x));
        next.push(both.min(one));
    }
    next
}

fn of_latin(text: &str) -> Vec<char> {
    let letters: Vec<char> = text.to_lowercase().chars().collect();
    let mut out: Vec<char> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let (sound, length) = match (letters[at], letters.get(at + 1)) {
            (c, Some(&next)) if c == next => (None, 1), // a double letter is one sound
            ('k', Some('h')) => (Some('x'), 2),
            ('g', Some('h')) => (Some('G'), 2),
            ('s', Some('h')) => (Some('$'), 2),
            ('c', Some('h')) => (Some('c'), 2),
            ('p', Some('h')) => (Some('f'), 2),
            (c @ ('b' | 'd' | 'j' | 't'), Some('h')) => (Some(c), 2),
            ('c' | 'k' | 'q', _) => (Some('k'), 1),
            ('v' | 'w', _) => (Some('w'), 1),
            ('e' | 'i', _) => (Some('i'), 1),
            ('o' | 'u', _) => (Some('u'), 1),
            ('x', _) => (Some('s'), 1),
            (c, _) => (Some(c).filter(|c| c.is_ascii_lowercase() || *c == ' '), 1),
        };
        out.extend(sound);
        at += length;
    }
    out
}

fn of_urdu(text: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::new();
    for letter in text.chars() {
        let sound = match letter {
            // it makes the letter before it breathy: kh and gh have sounds of their own here, the others do not
            'ھ' => match out.pop() {
                Some('k') => 'x',
                Some('g') => 'G',
                Some(other) => other,
                None => continue,
            },
            other => match of_letter(other) {
                Some(sound) => sound,
                None => continue,
            },
        };
        out.push(sound);
    }
    out
}

/// The sound of an Urdu letter by itself; none for those that only change the one before.
fn of_letter(letter: char) -> Option<char> {
    Some(match letter {
        'ا' | 'آ' | 'أ' => 'a',
        'ب' => 'b',
        'پ' => 'p',
        'ت' | 'ٹ' | 'ط' => 't',
        'ث' | 'س' | 'ص' => 's',
        'ش' => '$',
        'ج' => 'j',
        'چ' => 'c',
        'ح' | 'ہ' | 'ۃ' => 'h',
        'خ' => 'x',
        'د' | 'ڈ' => 'd',
        'ذ' | 'ز' | 'ض' | 'ظ' | 'ژ' => 'z',
        'ر' | 'ڑ' => 'r',
        'ع' => '3',
        'غ' => 'G',
        'ف' => 'f',
        'ق' | 'ک' => 'k',
        'گ' => 'g',
        'ل' => 'l',
        'م' => 'm',
        'ن' | 'ں' => 'n',
        'و' | 'ؤ' => 'w',
        'ی' | 'ے' => 'y',
        ' ' => ' ',
        _ => return None,
    })
}

fn only_in_latin(sound: char) -> f32 {
    match sound {
        'a' | 'i' | 'u' => 0.1,
        ' ' => 0.2,
        'h' | 'w' | 'y' => 0.5,
        _ => 1.0,
    }
}

fn only_in_urdu(sound: char) -> f32 {
    match sound {
        '3' => 0.1,
        ' ' => 0.2,
        'h' => 0.3,
        'a' | 'w' | 'y' => 0.5,
        _ => 1.0,
    }
}

/// From a Latin sound to an Urdu one.
fn between(latin: char, urdu: char) -> f32 {
    match (latin, urdu) {
        (a, b) if a == b => 0.0,
        ('i', 'y') | ('u', 'w') | ('a' | 'i' | 'u', '3') => 0.0,
        ('a', 'y' | 'h') | ('i' | 'u', 'a') | ('w', 'b') => 0.3,
        ('x', 'k') | ('G', 'g') | ('g', 'G') | ('x', 'G') => 0.5,
        ('z', 'j') | ('j', 'z') | ('s', '$') | ('$', 's') => 0.5,
        ('d', 'z') | ('z', 'd') | ('f', 'p') | ('p', 'f') => 0.5,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_sounds_alike() {
        for (latin, urdu) in [
            ("Asif Khan", "آصف خان"),
            ("Muhammad Bilal", "محمد بلال"),
            ("Khokhar", "کھوکھر"),
            ("Bhatti", "بھٹی"),
            ("Ghulam Mustafa", "غلام مصطفیٰ"),
            ("Shahnaz Akhtar", "شہناز اختر"),
            ("Chaudhry Riaz", "چودھری ریاض"),
            ("Abdullah Younis", "عبد اللہ یونس"),
            ("Fatima Saeed", "فاطمہ سعید"),
            ("Mumtaz", "ممتاز"),
            ("Allah Ditta", "اللہ دتہ"),
        ] {
            let far = distance(latin, urdu);
            assert!(far < 1.0, "{latin}: {far}");
        }
    }

    #[test]
    fn every_letter_counts() {
        let right = distance("Bilal Younis", "بلال یونس");
        for wrong in ["جلال یونس", "بال یونس", "بلال یاوس", "بلال یوس", "بلا یونس"]
        {
            assert!(distance("Bilal Younis", wrong) > right + 0.4, "{wrong}");
        }
        assert_eq!(distance("", "بلر"), 3.0);
        assert_eq!(distance("", ""), 0.0);
    }

    #[test]
    fn the_end_of_a_name_is_a_part_of_it() {
        let name = Spoken::new("Bilal Younis");
        let far = |letters: &str| {
            let (mut row, mut before) = (name.start(), None);
            for letter in letters.chars() {
                row = name.after(&row, before, letter);
                before = Some(letter);
            }
            row.into_iter().fold(f32::INFINITY, f32::min)
        };
        // from left to right, as they stand on paper
        assert!(far("سنوی") < 0.4);
        assert!(far("سنوی لالب") < 0.6);
        assert!(far("سوی") > far("سنوی") + 0.15);
    }
}
