//! More than 300 files of the kind that nobody should send: good ones cut short and with bits turned, and hand-made
//! ones. Always the same.

use std::path::Path;

use super::bytes::{chunk, pdf, pdf_objects, png, zeros};
use super::{Broken, Expected};
use Expected::{Read, Refused, Unclear};

const GOOD: [&str; 12] = [
    "rgb.jpg",
    "progressive.jpg",
    "exif.jpg",
    "cmyk.jpg",
    "palette.png",
    "interlaced.png",
    "rgb16.png",
    "picture.pdf",
    "group.pdf",
    "many.pdf",
    "aes.pdf",
    "rc4.pdf",
];

fn good(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/input");
    std::fs::read(folder.join(name)).unwrap()
}

pub fn all() -> Vec<Broken> {
    let mut files = Vec::new();
    cut_short(&mut files);
    turned_bits(&mut files);
    other_kinds(&mut files);
    pictures(&mut files);
    documents(&mut files);
    files
}

fn add(files: &mut Vec<Broken>, name: &str, bytes: impl Into<Vec<u8>>, expected: Expected) {
    files.push(Broken {
        name: format!("{:03}-{name}", files.len()),
        bytes: bytes.into(),
        expected,
    });
}

fn cut_short(files: &mut Vec<Broken>) {
    for name in GOOD {
        let bytes = good(name);
        add(files, name, b"", Refused("empty"));
        for part in 1..12 {
            // A PDF without its end can often be mended, a picture cannot.
            let expected = match name.rsplit('.').next() {
                Some("pdf") => Unclear,
                _ => Refused("is damaged: "),
            };
            let end = (bytes.len() - 16) * part / 11;
            add(files, name, &bytes[..end.max(12)], expected);
        }
    }
}

fn turned_bits(files: &mut Vec<Broken>) {
    let mut random = 1u64;
    for name in GOOD {
        for _ in 0..8 {
            let mut bytes = good(name);
            for _ in 0..3 {
                // Knuth's generator, its upper bits.
                random = random
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                let at = (random >> 33) as usize % bytes.len();
                bytes[at] ^= 1 << (random >> 61);
            }
            add(files, name, bytes, Unclear);
        }
    }
}

fn other_kinds(files: &mut Vec<Broken>) {
    for (bytes, words) in [
        (&b"RIFF\x10\0\0\0WEBPVP8 "[..], "dwebp"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heif-convert"),
        (b"\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf", "avifdec"),
        (b"\0\0\0\x14ftypisom\0\0\x02\0isom", "a video"),
        (b"GIF89a\x01\0\x01\0", "a GIF picture"),
        (b"GIF87a", "a GIF picture"),
        (b"II*\0\x08\0\0\0", "a TIFF picture"),
        (b"MM\0*\0\0\0\x08", "a TIFF picture"),
        (b"BM\x46\0\0\0\0\0", "a BMP picture"),
        (b"\0\0\0\x0cjP  \r\n", "a JPEG 2000 picture"),
        (b"\0\0\0\x0cJXL \r\n", "a JPEG XL picture"),
        (b"\0\0\x01\0\x01\0", "an icon"),
        (b"8BPS\0\x01", "a Photoshop document"),
        (b"%!PS-Adobe-3.0", "a PostScript document"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "an SVG drawing",
        ),
        (b"<!DOCTYPE html><html><body>404", "a web page"),
        (b"<?xml version='1.0'?><Envelope/>", "an XML document"),
        (b"PK\x03\x04\x14\0\x06\0", "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
        (b"Rar!\x1a\x07", "a compressed archive"),
        (b"Dear sir, please find attached", "a text file"),
        ("شناختی کارڈ نمبر".as_bytes(), "a text file"),
        (b"iVBORw0KGgoAAAANSUhEUg", "--base64"),
        (b"\0\0\0\0\0\0\0\0", "unknown kind"),
        (b"\x7fELF\x02\x01\x01", "unknown kind"),
        (b"\xff", "unknown kind"),
    ] {
        for name in ["card.jpg", "card.png", "card.pdf"] {
            add(files, name, bytes, Refused(words));
        }
    }
    // Names lie; the content is read.
    add(files, "picture.pdf", good("rgb.jpg"), Read);
    add(files, "picture.jpg", good("rgb16.png"), Read);
    add(files, "document.png", good("turned.pdf"), Unclear);
    add(files, "no-ending", good("grey.jpg"), Read);
}

fn pictures(files: &mut Vec<Broken>) {
    let small = "at least 128 a side are needed";
    let large = "at most 6000 a side are read";
    for (width, height, words) in [
        (0, 0, small),
        (1, 1, small),
        (127, 6000, small),
        (6001, 128, large),
        (60_000, 60_000, large),
        (u32::MAX, u32::MAX, large),
    ] {
        add(
            files,
            "size.png",
            png(width, height, 8, 2, &[]),
            Refused(words),
        );
        if width <= 60_000 {
            let mut bytes = good("rgb.jpg");
            let frame = bytes
                .windows(2)
                .position(|pair| pair == b"\xff\xc0")
                .unwrap();
            let sides = [height as u16, width as u16].map(u16::to_be_bytes).concat();
            bytes[frame + 5..frame + 9].copy_from_slice(&sides);
            let expected = if width == 0 { Unclear } else { Refused(words) };
            add(files, "size.jpg", bytes, expected);
        }
    }
    let profile = [b"p\0\0".as_slice(), &zeros(600 << 20)].concat();
    let text = [b"k\0\0".as_slice(), &zeros(100 << 20)].concat();
    let row = 1 + 200 * 3;
    let picture = chunk(b"IDAT", &zeros(140 * row));
    let with = |kind, data: &[u8]| [chunk(kind, data), picture.clone()].concat();
    for (name, before, expected) in [
        ("profile-bomb.png", with(b"iCCP", &profile), Unclear),
        ("text-bomb.png", with(b"zTXt", &text), Unclear),
        ("too-much.png", chunk(b"IDAT", &zeros(500 << 20)), Unclear),
        (
            "too-little.png",
            chunk(b"IDAT", &zeros(70 * row)),
            Refused("is damaged: "),
        ),
        ("nothing.png", vec![], Refused("is damaged: ")),
        ("whole.png", picture.clone(), Read),
        (
            "animated.png",
            with(b"acTL", &[0, 0, 0, 9, 0, 0, 0, 0]),
            Read,
        ),
    ] {
        add(files, name, png(200, 140, 8, 2, &before), expected);
    }
    // As large as is allowed, and black: 216 MB of pixels in a file of one.
    let deep = chunk(b"IDAT", &zeros(6000 * (1 + 6000 * 6)));
    add(files, "largest.png", png(6000, 6000, 16, 2, &deep), Read);
    add(
        files,
        "depth.png",
        png(200, 140, 3, 2, &picture),
        Refused("is damaged: "),
    );
    add(
        files,
        "colour.png",
        png(200, 140, 8, 5, &picture),
        Refused("is damaged: "),
    );
    add(
        files,
        "palette.png",
        png(200, 140, 8, 3, &picture),
        Refused("is damaged: "),
    );
    for name in ["interlaced.png", "cmyk.jpg", "ycck.jpg", "bilevel.png"] {
        add(files, name, good(name), Read);
    }
}

fn documents(files: &mut Vec<Broken>) {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>";
    let root = "<</Type/Catalog/Pages 2 0 R>>";
    let one = |root: &str, pages: &str, page: &str, content: &[u8]| {
        pdf(&[
            (1, root, None),
            (2, pages, None),
            (3, page, None),
            (4, "<<>>", Some(content)),
        ])
    };
    let pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
    let many = "3 0 R ".repeat(10_000);
    for (name, pages, expected) in [
        ("good.pdf", pages, Read),
        (
            "no-pages.pdf",
            "<</Type/Pages/Kids[]/Count 0>>",
            Refused("the PDF "),
        ),
        ("no-tree.pdf", "<<>>", Unclear),
        (
            "less-than-none.pdf",
            "<</Type/Pages/Kids[3 0 R]/Count -5>>",
            Unclear,
        ),
        (
            "claimed.pdf",
            "<</Type/Pages/Kids[3 0 R]/Count 900>>",
            Refused("cannot be drawn"),
        ),
        (
            "claimed-more.pdf",
            "<</Type/Pages/Kids[3 0 R]/Count 2000000000>>",
            Unclear,
        ),
        ("circle.pdf", "<</Type/Pages/Kids[2 0 R]/Count 1>>", Unclear),
        (
            "many.pdf",
            &format!("<</Type/Pages/Kids[{many}]/Count 10000>>"),
            Refused("10000 pages; at most 1000 are read"),
        ),
    ] {
        add(files, name, one(root, pages, page, b""), expected);
    }
    for (name, sides, expected) in [
        ("ten-metres.pdf", "0 0 28346 28346", Read),
        ("strip.pdf", "0 0 28346 3", Refused("at least 128 a side")),
        ("turned-round.pdf", "200 200 0 0", Read),
        ("no-size.pdf", "0 0 0 0", Unclear),
        ("no-numbers.pdf", "a b c d", Unclear),
        ("infinite.pdf", "0 0 1e38 1e38", Unclear),
    ] {
        let page = page.replace("0 0 200 200", sides);
        add(files, name, one(root, pages, &page, b""), expected);
    }
    for (name, extra) in [
        (
            "script.pdf",
            "/OpenAction<</S/JavaScript/JS(while(true){app.alert(1)})>>",
        ),
        ("launch.pdf", "/OpenAction<</S/Launch/F(/bin/sh)>>"),
        ("link.pdf", "/OpenAction<</S/URI/URI(http://192.0.2.1/)>>"),
        ("names.pdf", "/Names 1 0 R/Outlines 1 0 R/AcroForm 1 0 R"),
    ] {
        let root = root.replace(">>", &format!("{extra}>>"));
        add(files, name, one(&root, pages, page, b""), Read);
    }
    for (name, content) in [
        ("nested.pdf", "q ".repeat(500_000)),
        ("brackets.pdf", "[".repeat(500_000)),
        ("dictionaries.pdf", "<<".repeat(500_000)),
        (
            "rubbish.pdf",
            "1 0 0 RG x y z Tj ' \" BI ID EI".repeat(1000),
        ),
    ] {
        add(
            files,
            name,
            one(root, pages, page, content.as_bytes()),
            Unclear,
        );
    }
    let bomb = zeros(600 << 20);
    let compressed = |dictionary: &str| {
        let objects = [(1, root, None), (2, pages, None), (3, page, None)];
        pdf(&[&objects[..], &[(4, dictionary, Some(&bomb[..]))]].concat())
    };
    add(
        files,
        "stream-bomb.pdf",
        compressed("<</Filter/FlateDecode>>"),
        Unclear,
    );
    let drawing = page.replace(
        "/Contents 4 0 R",
        "/Contents 5 0 R/Resources<</XObject<</X 4 0 R>>>>",
    );
    let image = "<</Type/XObject/Subtype/Image/Width 30000/Height 20000/ColorSpace/DeviceGray\
                 /BitsPerComponent 8/Filter/FlateDecode>>";
    let show = &b"200 0 0 200 0 0 cm /X Do"[..];
    for (name, dictionary, data) in [
        ("picture-bomb.pdf", image.to_owned(), &bomb[..]),
        (
            "picture-claim.pdf",
            image.replace("30000", "2000000000"),
            b"x",
        ),
        (
            "picture-of-itself.pdf",
            image.replace("/Filter", "/SMask 4 0 R/Filter"),
            b"x",
        ),
    ] {
        let objects = [
            (1, root, None),
            (2, pages, None),
            (3, drawing.as_str(), None),
            (4, dictionary.as_str(), Some(data)),
            (5, "<<>>", Some(show)),
        ];
        add(files, name, pdf(&objects), Unclear);
    }
    let form = |next: usize, times: usize| {
        let dictionary = format!(
            "<</Type/XObject/Subtype/Form/BBox[0 0 200 200]/Resources<</XObject<</X {next} 0 R>>>>>>"
        );
        (dictionary, "/X Do ".repeat(times).into_bytes())
    };
    let forms = |forms: Vec<(String, Vec<u8>)>| {
        let page = page.replace("/Contents", "/Resources<</XObject<</X 10 0 R>>>>/Contents");
        let mut objects = vec![
            (1, root, None),
            (2, pages, None),
            (3, page.as_str(), None),
            (4, "<<>>", Some(&b"/X Do"[..])),
        ];
        for (number, (dictionary, content)) in (10..).zip(&forms) {
            objects.push((number, dictionary.as_str(), Some(content.as_slice())));
        }
        pdf(&objects)
    };
    add(files, "form-of-itself.pdf", forms(vec![form(10, 1)]), Read);
    add(
        files,
        "forms-in-a-circle.pdf",
        forms(vec![form(11, 2), form(10, 2)]),
        Unclear,
    );
    let laughs = (11..20).map(|next| form(next, 10)).collect();
    // It takes time and memory without end; which bound it meets first depends on the machine.
    let endless = forms(laughs);
    add(files, "endless.pdf", endless, Refused("cannot be drawn: "));
    let trailer = |trailer: &str| {
        let mut bytes = pdf_objects(&[(1, root, None), (2, pages, None), (3, page, None)]);
        bytes.extend(trailer.as_bytes());
        bytes
    };
    for (name, end) in [
        ("no-trailer.pdf", ""),
        ("root-of-nothing.pdf", "trailer<</Root 99 0 R>>"),
        ("root-is-page.pdf", "trailer<</Root 3 0 R>>"),
        (
            "table-of-itself.pdf",
            "xref\n0 0\ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
        ),
        (
            "locked-oddly.pdf",
            "trailer<</Root 1 0 R/Encrypt<</Filter/Odd/V 99>>>>",
        ),
    ] {
        add(files, name, trailer(end), Unclear);
    }
    add(
        files,
        "aes.pdf",
        good("aes.pdf"),
        Refused("give its password"),
    );
    add(
        files,
        "rc4.pdf",
        good("rc4.pdf"),
        Refused("give its password"),
    );
    add(files, "empty.pdf", good("empty.pdf"), Refused("no pages"));
    add(
        files,
        "words.pdf",
        "%PDF-1.7\nDear sir",
        Refused("is damaged"),
    );
}
