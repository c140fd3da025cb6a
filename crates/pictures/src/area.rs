//! Rectangles in whole pixels of a picture.

/// A point of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

/// How large a picture is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub width: i32,
    pub height: i32,
}

/// A part of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

impl Size {
    /// All of it.
    pub fn whole(self) -> Area {
        Area { x: 0, y: 0, width: self.width, height: self.height }
    }

    /// The smallest side of an area that can still be seen and taken hold of, and the step of an arrow key.
    pub fn step(self) -> i32 {
        (self.width.max(self.height) / 100).max(1)
    }
}

impl Area {
    /// Between two corners.
    pub fn between(a: Point, b: Point) -> Self {
        Self { x: a.x.min(b.x), y: a.y.min(b.y), width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }
    }

    /// The nearest one that lies in a picture and is not too small.
    pub fn within(self, size: Size) -> Self {
        let least = size.step();
        let width = self.width.clamp(least.min(size.width), size.width);
        let height = self.height.clamp(least.min(size.height), size.height);
        Self {
            x: self.x.clamp(0, size.width - width),
            y: self.y.clamp(0, size.height - height),
            width,
            height,
        }
    }

    /// Moved.
    pub fn moved(self, x: i32, y: i32) -> Self {
        Self { x: self.x + x, y: self.y + y, ..self }
    }

    /// With its lower right corner moved; the picture's edge stops it.
    pub fn stretched(self, x: i32, y: i32, size: Size) -> Self {
        let width = (self.width + x).min(size.width - self.x);
        let height = (self.height + y).min(size.height - self.y);
        Self { width, height, ..self }
    }

    /// The pixels it touches in a picture made of the part `from`, scaled down. One more on each side, since a scaled
    /// pixel holds some of what lay beside it.
    pub fn covered(self, from: Self, scale: f64) -> Self {
        let down = |value: i32| (f64::from(value) * scale).floor() as i32;
        let up = |value: i32| (f64::from(value) * scale).ceil() as i32;
        let more = i32::from(scale < 1.0);
        let (x, y) = (down(self.x - from.x) - more, down(self.y - from.y) - more);
        let (right, bottom) =
            (up(self.x + self.width - from.x) + more, up(self.y + self.height - from.y) + more);
        Self { x, y, width: right - x, height: bottom - y }
    }
}
