//! Points and quadrilaterals in pixels of a page.

use serde::Serialize;

/// A place on a page: x to the right, y downward, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the upper edge.
    pub y: f32,
}

/// Four corners in the order of the thing itself: its own top left, top right, bottom right, bottom left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quad(pub [Point; 4]);
