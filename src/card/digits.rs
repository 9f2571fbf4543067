//! Letters that readers give where only digits can stand.

/// The digit that a character is, or that it is easily taken for.
pub(super) fn digit(c: char) -> Option<u8> {
    Some(match c {
        '0'..='9' => c as u8 - b'0',
        'O' | 'o' | 'Q' | 'D' => 0,
        'I' | 'l' | '|' | '!' => 1,
        'Z' | 'z' => 2,
        'S' | 's' => 5,
        'B' => 8,
        _ => return None,
    })
}

/// The only stretch of a text that has a printed form, where a strip of the picture caught something beside it.
///
/// In `form`, `d` stands for a digit and any other sign for itself. `None` if no stretch has the form, or two have.
pub(super) fn only_stretch(text: &str, form: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let fits = |stretch: &&[char]| {
        let pairs = stretch.iter().zip(form.chars());
        pairs.into_iter().all(|(&c, f)| match f {
            'd' => c.is_ascii_digit(),
            f => c == f,
        })
    };
    only(chars.windows(form.len()).filter(fits)).map(String::from_iter)
}

/// What there is one of; `None` if there is nothing, or more than one.
pub(super) fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}
