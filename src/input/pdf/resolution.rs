//! How finely a page is drawn: fine enough for the pictures on it, and no finer.

use pdfium_render::prelude::*;

/// Pixels an inch for a page that is not mainly a picture: a card is 1011 pixels wide.
const DPI: f32 = 300.0;
/// A small picture on a page is not drawn finer than this: a card is 2022 pixels wide.
const MAX_DPI: f32 = 600.0;
/// A page of which pictures cover so much is a scan.
const MAINLY: f32 = 0.5;
/// Pictures that cover less of their page together are no cards.
const SMALLEST: f32 = 0.05;
/// A page is not searched further than so many objects, nor so deep, for its pictures.
const MAX_OBJECTS: usize = 1000;
const MAX_DEPTH: usize = 4;

/// Pixels an inch at which the page's own pictures keep their pixels; [`DPI`] for a page without.
pub fn of(page: &PdfPage<'_>) -> f32 {
    let mut search = Search {
        budget: MAX_OBJECTS,
        pictures: Vec::new(),
    };
    let objects = page.objects();
    for index in objects.as_range() {
        match objects.get(index) {
            Ok(object) if search.budget > 0 => search.visit(&object, [1.0, 0.0, 0.0, 1.0], 0),
            _ => break,
        }
    }
    choose(&search.pictures, page.width().value * page.height().value)
}

/// A picture on a page: the area that it covers, square points, and its pixels an inch.
struct Picture {
    area: f32,
    dpi: f32,
}

struct Search {
    budget: usize,
    pictures: Vec<Picture>,
}

impl Search {
    /// `within` takes points of the groups around an object to points of the page.
    fn visit(&mut self, object: &PdfPageObject<'_>, within: Linear, depth: usize) {
        self.budget = self.budget.saturating_sub(1);
        let Ok(matrix) = object.matrix() else { return };
        let [a, b, c, d] = within;
        let to_page = |x: f32, y: f32| (x * a + y * c, x * b + y * d);
        // Where the object's own axes come to lie; a picture is a square of one point in them.
        let x_axis = to_page(matrix.a(), matrix.b());
        let y_axis = to_page(matrix.c(), matrix.d());
        if let Some(image) = object.as_image_object() {
            let (across, down) = (x_axis.0.hypot(x_axis.1), y_axis.0.hypot(y_axis.1));
            if let (Ok(width), Ok(height)) = (image.width(), image.height()) {
                let dpi = 72.0 * (width as f32 / across).max(height as f32 / down);
                if dpi.is_finite() && dpi > 0.0 {
                    let area = across * down;
                    self.pictures.push(Picture { area, dpi });
                }
            }
        } else if let Some(group) = object.as_x_object_form_object() {
            let within = [x_axis.0, x_axis.1, y_axis.0, y_axis.1];
            for index in group.as_range() {
                match group.get(index) {
                    Ok(object) if self.budget > 0 && depth < MAX_DEPTH => {
                        self.visit(&object, within, depth + 1);
                    }
                    _ => break,
                }
            }
        }
    }
}

/// A transformation without its shift, in PDF's order a, b, c, d.
type Linear = [f32; 4];

fn choose(pictures: &[Picture], page: f32) -> f32 {
    let covered: f32 = pictures.iter().map(|picture| picture.area).sum();
    let mut finest_first: Vec<&Picture> = pictures.iter().collect();
    finest_first.sort_by(|a, b| b.dpi.total_cmp(&a.dpi));
    let mut so_far = 0.0;
    let finest = finest_first.into_iter().find(|picture| {
        so_far += picture.area;
        so_far >= SMALLEST * page
    });
    match finest.map(|picture| picture.dpi) {
        Some(finest) if covered >= MAINLY * page => finest,
        Some(finest) => finest.clamp(DPI, MAX_DPI),
        None => DPI,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolution_follows_the_pictures() {
        let picture = |share: f32, dpi: f32| Picture {
            area: share * 1000.0,
            dpi,
        };
        let cases: [(Vec<Picture>, f32); 9] = [
            (vec![], 300.0),
            (vec![picture(1.0, 88.0)], 88.0),
            (vec![picture(0.9, 1200.0)], 1200.0),
            (vec![picture(0.07, 400.0), picture(0.07, 150.0)], 400.0),
            (vec![picture(0.07, 2400.0)], 600.0),
            (vec![picture(0.01, 2400.0)], 300.0),
            ((0..20).map(|_| picture(0.03, 660.0)).collect(), 660.0),
            ((0..4).map(|_| picture(0.01, 660.0)).collect(), 300.0),
            (
                vec![
                    picture(0.3, 200.0),
                    picture(0.3, 200.0),
                    picture(0.001, 900.0),
                ],
                200.0,
            ),
        ];
        for (pictures, dpi) in cases {
            assert_eq!(choose(&pictures, 1000.0), dpi);
        }
    }
}
