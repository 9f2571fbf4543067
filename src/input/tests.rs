//! Files as they come, through [`pages`]. `tests/data/input/make.py` has drawn those that are read from disk.

use super::*;
use ::image::{DynamicImage, ImageBuffer, ImageFormat, Luma, Rgba};
use std::path::Path;

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/input");
    std::fs::read(folder.join(name)).unwrap()
}

fn read(bytes: &[u8]) -> Result<RgbImage> {
    read_within(bytes, &Limits::default())
}

fn read_within(bytes: &[u8], limits: &Limits) -> Result<RgbImage> {
    let pages: Vec<Page> = pages(bytes, limits, None)?.collect::<Result<_>>()?;
    assert_eq!((pages.len(), pages[0].number), (1, 1));
    Ok(pages.into_iter().next().unwrap().pixels)
}

fn refusal(bytes: &[u8]) -> (&'static str, String) {
    let error = read(bytes).unwrap_err();
    (error.code(), error.to_string())
}

fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .into()
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// The ramp that the pictures show: red grows to the right, green downward.
fn is_ramp(name: &str, pixels: &RgbImage, tolerance: i32) {
    assert_eq!(pixels.dimensions(), (200, 140));
    for (x, y, pixel) in pixels.enumerate_pixels() {
        let expected = [(x * 255) as f32 / 199.0, (y * 255) as f32 / 139.0, 64.0];
        for (got, expected) in pixel.0.iter().zip(expected) {
            let difference = i32::from(*got) - expected.round() as i32;
            assert!(
                difference.abs() <= tolerance,
                "{name} {x} {y}: {pixel:?}, not {expected:?}"
            );
        }
    }
}

#[test]
fn every_way_to_store_colours_is_read() {
    for (name, tolerance) in [
        ("rgb.jpg", 8),
        ("progressive.jpg", 8),
        ("cmyk.jpg", 8),
        ("ycck.jpg", 12),
        ("interlaced.png", 0),
        ("rgb16.png", 0),
        ("palette.png", 24),
    ] {
        is_ramp(name, &read(&file(name)).unwrap(), tolerance);
    }
    let grey = read(&file("grey.jpg")).unwrap();
    assert!(grey.get_pixel(0, 70).0[1] < 8 && grey.get_pixel(199, 70).0[2] > 247);
    let bilevel = read(&file("bilevel.png")).unwrap();
    assert_eq!(
        (bilevel.get_pixel(0, 0).0, bilevel.get_pixel(199, 0).0),
        ([0; 3], [255; 3])
    );
}

#[test]
fn transparency_is_over_white_paper() {
    let mut picture = ImageBuffer::from_pixel(128, 128, Rgba([255u8, 0, 0, 128]));
    picture.put_pixel(0, 0, Rgba([0, 0, 0, 0]));
    picture.put_pixel(1, 0, Rgba([1, 2, 3, 255]));
    let pixels = read(&png(picture)).unwrap();
    assert_eq!(pixels.get_pixel(0, 0).0, [255, 255, 255]);
    assert_eq!(pixels.get_pixel(1, 0).0, [1, 2, 3]);
    assert_eq!(pixels.get_pixel(2, 0).0, [255, 127, 127]);
    let deep = read(&png(DynamicImage::ImageRgba16(ImageBuffer::from_pixel(
        128,
        128,
        Rgba([0u16, 0, 0, 0]),
    ))));
    assert_eq!(deep.unwrap().get_pixel(0, 0).0, [255; 3]);
    let grey = read(&png(DynamicImage::ImageLumaA8(ImageBuffer::from_pixel(
        128,
        128,
        ::image::LumaA([0, 0]),
    ))));
    assert_eq!(grey.unwrap().get_pixel(0, 0).0, [255; 3]);
}

#[test]
fn sixteen_bits_of_grey_become_eight() {
    let picture = ImageBuffer::from_pixel(128, 128, Luma([0x8080u16]));
    let pixels = read(&png(DynamicImage::ImageLuma16(picture))).unwrap();
    assert_eq!(pixels.get_pixel(5, 5).0, [0x80; 3]);
}

#[test]
fn exif_turns_the_picture() {
    let bytes = file("exif.jpg");
    // The one entry's tag, type and count, as Pillow writes them; its value follows.
    let entry = b"\x01\x12\0\x03\0\0\0\x01";
    let at = bytes.windows(8).position(|window| window == entry).unwrap() + 9;
    let original = read(&bytes).unwrap();
    let (w, h) = original.dimensions();
    // Where the top left pixel of the stored picture comes to lie.
    let places = [
        (0, 0),
        (w - 1, 0),
        (w - 1, h - 1),
        (0, h - 1),
        (0, 0),
        (h - 1, 0),
        (h - 1, w - 1),
        (0, w - 1),
    ];
    for (orientation, (x, y)) in (1..).zip(places) {
        let mut bytes = bytes.clone();
        bytes[at] = orientation;
        let pixels = read(&bytes).unwrap();
        assert_eq!(
            pixels.dimensions(),
            if orientation < 5 { (w, h) } else { (h, w) }
        );
        assert_eq!(
            pixels.get_pixel(x, y),
            original.get_pixel(0, 0),
            "orientation {orientation}"
        );
    }
}

#[test]
fn limits_are_kept_by_the_header() {
    let mut huge = file("rgb16.png");
    huge[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]); // and its checksum is wrong
    let text =
        "the picture is 60000 x 60000 pixels; at most 6000 a side are read (raise with --max-side)";
    assert_eq!(refusal(&huge), ("picture-too-large", text.into()));

    let mut huge = file("rgb.jpg");
    let frame = huge
        .windows(2)
        .position(|window| window == b"\xff\xc0")
        .unwrap();
    huge[frame + 5..frame + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
    assert_eq!(refusal(&huge), ("picture-too-large", text.into()));

    let (code, text) = refusal(&png(RgbImage::new(500, 1)));
    assert_eq!(code, "picture-too-small");
    assert!(text.contains("500 x 1 pixels; at least 128"), "{text}");

    let limits = Limits {
        max_bytes: 1000,
        ..Limits::default()
    };
    let error = read_within(&file("rgb.jpg"), &limits)
        .unwrap_err()
        .to_string();
    assert!(error.contains("at most 1000 are read"), "{error}");

    let limits = Limits {
        max_side: 199,
        ..Limits::default()
    };
    assert_eq!(
        read_within(&file("rgb.jpg"), &limits).unwrap_err().code(),
        "picture-too-large"
    );
    let limits = Limits {
        max_side: 200,
        min_side: 140,
        ..Limits::default()
    };
    assert!(read_within(&file("rgb.jpg"), &limits).is_ok());
}

#[test]
fn what_ends_too_early_is_damaged_wherever_it_ends() {
    for name in [
        "rgb.jpg",
        "progressive.jpg",
        "exif.jpg",
        "palette.png",
        "interlaced.png",
    ] {
        let bytes = file(name);
        for end in (10..bytes.len() - 16).step_by(97).chain([bytes.len() - 16]) {
            let (code, text) = refusal(&bytes[..end]);
            assert_eq!(code, "damaged-picture", "{name} to {end}: {text}");
        }
    }
    assert_eq!(refusal(b"").0, "empty-file");
    let (_, text) = refusal(&file("rgb.jpg")[..4000]);
    assert_eq!(text, "the JPEG is damaged: it ends before the picture does");
}

/// What the decoder does not know, and what it reads wrong.
#[test]
fn rare_jpegs_are_refused_by_what_they_are() {
    let bytes = file("rgb.jpg");
    let frame = bytes.windows(2).position(|w| w == b"\xff\xc0").unwrap();
    let refused = |changes: &[(usize, u8)]| {
        let mut bytes = bytes.clone();
        for &(at, to) in changes {
            bytes[frame + at] = to;
        }
        read(&bytes).err().map(|error| error.code())
    };
    let (marker, precision, brightness, colour) = (1, 4, 11, 14);
    assert_eq!(refused(&[]), None);
    for change in [
        [(marker, 0xc9), (precision, 8)], // arithmetic
        [(marker, 0xc3), (precision, 8)], // lossless
        [(precision, 12), (brightness, 0x22)],
        [(brightness, 0x12), (colour, 0x22)], // colours finer than brightness
        [(brightness, 0x31), (colour, 0x11)],
    ] {
        assert_eq!(refused(&change), Some("unread-picture"), "{change:x?}");
    }
}

#[test]
fn data_behind_a_jpeg_s_end_does_no_harm() {
    is_ramp(
        "rgb.jpg",
        &read(&[file("rgb.jpg"), vec![0; 5000]].concat()).unwrap(),
        8,
    );
}

#[test]
fn flipped_bits_give_a_picture_or_an_error() {
    for name in [
        "rgb.jpg",
        "progressive.jpg",
        "cmyk.jpg",
        "exif.jpg",
        "palette.png",
        "interlaced.png",
        "picture.pdf",
    ] {
        let bytes = file(name);
        for at in (0..bytes.len()).step_by(bytes.len() / 60) {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x55;
            let _ = read_within(
                &bytes,
                &Limits {
                    max_side: 800,
                    ..Limits::default()
                },
            );
        }
    }
}

#[test]
fn other_files_are_refused_by_name() {
    let (code, text) = refusal(b"GIF89a");
    assert_eq!(
        (code, text.as_str()),
        (
            "unsupported-format",
            "a GIF picture is not read: give a JPEG, PNG or PDF"
        )
    );
}

proptest::proptest! {
    #[test]
    fn any_bytes_give_pages_or_an_error(kind in 0..3usize, rest: Vec<u8>) {
        let start: &[u8] = [b"\xff\xd8\xff".as_slice(), b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", b"%PDF-1.4\n"][kind];
        let _ = read(&[start, &rest].concat());
    }
}
