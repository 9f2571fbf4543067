//! How alike a name sounds in Latin and in Urdu letters.
//!
//! A sound is a character: its Latin letter, or `x` for kh, `G` for gh, `$` for sh, `c` for ch. Vowels are `a`, `i` (and e)
//! and `u` (and o); `3` is the ain.

/// By how many consonants the spellings differ, 0 for the same name. Vowels, which Urdu writes only when they are long,
/// breaths and blanks count less than consonants, and so do sounds that clerks take for one another.
pub(super) fn distance(latin: &str, urdu: &str) -> f32 {
    let (a, b) = (of_latin(latin), of_urdu(urdu));
    let mut row: Vec<f32> = vec![0.0];
    for &y in &b {
        row.push(row[row.len() - 1] + only_in_urdu(y));
    }
    for &x in &a {
        let mut next = vec![row[0] + only_in_latin(x)];
        for (j, &y) in b.iter().enumerate() {
            let both = row[j] + between(x, y);
            let one = (row[j + 1] + only_in_latin(x)).min(next[j] + only_in_urdu(y));
            next.push(both.min(one));
        }
        row = next;
    }
    row[b.len()]
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
    let mut last = ' ';
    for letter in text.chars() {
        let sound = match letter {
            c if c == last && c != ' ' => continue,
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
            // it makes the letter before it breathy: kh and gh have sounds of their own here, the others do not
            'ھ' => match out.pop() {
                Some('k') => 'x',
                Some('g') => 'G',
                Some(other) => other,
                None => continue,
            },
            _ => continue,
        };
        last = letter;
        out.push(sound);
    }
    out
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
        ] {
            let far = distance(latin, urdu);
            assert!(far < 0.9, "{latin}: {far}");
        }
    }

    #[test]
    fn every_letter_counts() {
        let right = distance("Bilal Younis", "بلال یونس");
        for wrong in ["جلال یونس", "بال یونس", "بلال یاوس", "بلال یوس", "بلا یونس"]
        {
            assert!(distance("Bilal Younis", wrong) > right + 0.4, "{wrong}");
        }
        assert_eq!(distance("", "بلل"), 2.0);
        assert_eq!(distance("", ""), 0.0);
    }
}
