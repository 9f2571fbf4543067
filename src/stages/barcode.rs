//! The QR code on the back of a smart card, which repeats the number beside it.

use crate::geometry::{Homography, Point, Quad};
use crate::stages::rectify::{Pyramid, Rectified, bleached, frame, grey};

/// Where the code stands on the card, with room around it: fractions of its width and height (x0, y0, x1, y1).
const AREA: (f32, f32, f32, f32) = (0.66, 0.02, 1.02, 0.53);
/// A card's width in the pictures that are searched, and whether coloured ink is faded there. The finer one is for codes
/// that are small or blurred on the page, the faded one for those that are stamped.
const PICTURES: [(f32, bool); 3] = [(800.0, false), (1400.0, false), (800.0, true)];

/// A code that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// What it says.
    pub content: String,
    /// Its corners in pixels of the page.
    pub quad: Quad,
}

/// The code on a straightened card; `None` where none can be read.
pub fn read(page: &Pyramid<'_>, card: &Rectified) -> Option<Code> {
    let (x0, y0, x1, y1) = frame().bounds();
    let at = |x: f32, y: f32| (x0 + x * (x1 - x0), y0 + y * (y1 - y0));
    let ((left, top), (right, bottom)) = (at(AREA.0, AREA.1), at(AREA.2, AREA.3));
    PICTURES.into_iter().find_map(|(across, fade)| {
        let scale = across / (x1 - x0);
        let width = ((right - left) * scale) as usize;
        let height = ((bottom - top) * scale) as usize;
        let picture = Quad::rect(0.0, 0.0, width as f32, height as f32);
        let area = Quad::rect(left, top, right, bottom);
        let to_page = card.to_page.after(&Homography::between(&picture, &area)?);
        let pixels = if fade {
            bleached(page, &to_page, width, height)?
        } else {
            grey(page, &to_page, width, height)
        };
        let grey: Vec<u8> = pixels.into_iter().map(|v| v as u8).collect();
        let (content, corners) = decode(&grey, width)?;
        let quad = corners.map(&to_page);
        Some(Code { content, quad })
    })
}

/// The first code in a grey picture that can be read, with its corners.
fn decode(grey: &[u8], width: usize) -> Option<(String, Quad)> {
    let height = grey.len() / width.max(1);
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| grey[y * width + x]);
    let grids = picture.detect_grids();
    grids
        .into_iter()
        .find_map(|grid| Some((grid.decode().ok()?.1, Quad(grid.bounds.map(point)))))
}

fn point(p: rqrr::Point) -> Point {
    Point::new(p.x as f32, p.y as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// "00000000000035202123456711", a module a sign.
    const CODE: [&str; 21] = [
        "#######.#.#.#.#######",
        "#.....#..#.##.#.....#",
        "#.###.#....##.#.###.#",
        "#.###.#.##.#..#.###.#",
        "#.###.#.#####.#.###.#",
        "#.....#.###.#.#.....#",
        "#######.#.#.#.#######",
        "........#............",
        "#...#.###.#.######..#",
        "####...##.#.#.##..###",
        ".##..###....#...##...",
        "##.#.#.#.#########...",
        "..#####.#.##.#....###",
        "........#...##....###",
        "#######.#.##..####..#",
        "#.....#..#.#..##.#..#",
        "#.###.#.#.#.####..#.#",
        "#.###.#...#.#..#..###",
        "#.###.#..#####.###...",
        "#.....#......#####.#.",
        "#######.##.####...###",
    ];

    #[test]
    fn a_code_says_what_it_says_and_where_it_stands() {
        const MODULE: usize = 5;
        let width = (CODE.len() + 8) * MODULE;
        let dark = |at: usize| {
            let (x, y) = (at % width / MODULE, at / width / MODULE);
            let row = y.checked_sub(4).and_then(|y| CODE.get(y));
            let module = row
                .zip(x.checked_sub(4))
                .and_then(|(row, x)| row.as_bytes().get(x));
            module == Some(&b'#')
        };
        let mut grey: Vec<u8> = (0..width * width)
            .map(|at| if dark(at) { 40 } else { 220 })
            .collect();
        let (content, quad) = decode(&grey, width).unwrap();
        assert_eq!(content, "00000000000035202123456711");
        let (near, far) = ((4 * MODULE) as f32, (width - 4 * MODULE) as f32);
        for (corner, expected) in quad.0.iter().zip(Quad::rect(near, near, far, far).0) {
            assert!(corner.distance(expected) < 2.0 * MODULE as f32, "{quad:?}");
        }
        // half of it covered
        grey[width * width / 2..].fill(220);
        assert_eq!(decode(&grey, width), None);
    }

    proptest! {
        #[test]
        fn any_picture_is_taken(grey in proptest::collection::vec(any::<u8>(), 0..4000), width in 1usize..80) {
            let whole = grey.len() / width * width;
            let _ = decode(&grey[..whole], width);
        }
    }
}
