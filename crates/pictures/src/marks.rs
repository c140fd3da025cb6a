//! The marks on a picture and what is done with them. Pure: no browser.

use crate::area::{Area, Point, Size};

/// Sides and pixels of what is sent: more is lost on whoever looks at it, and some phones draw no larger canvas.
const SIDE_MAX: f64 = 2560.0;
const PIXELS_MAX: f64 = 16_000_000.0;

/// What a mark does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Covers what nobody shall see. Opaque: a blur can be undone.
    Hide,
    /// Points at something.
    Highlight,
    /// Keeps only this part. There is one at most.
    Crop,
}

impl Kind {
    /// In the order of the buttons.
    pub const ALL: [Self; 3] = [Self::Hide, Self::Highlight, Self::Crop];

    /// Its name in the document.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hide => "hide",
            Self::Highlight => "highlight",
            Self::Crop => "crop",
        }
    }
}

/// A mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Never given to another mark of this picture.
    pub number: u32,
    pub kind: Kind,
    pub area: Area,
}

/// How an arrow key, or a finger, changes a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Move,
    Stretch,
}

/// A picture's marks, and how to take each step back.
#[derive(Debug)]
pub struct Marks {
    pub size: Size,
    /// What the next mark will be.
    pub tool: Kind,
    pub all: Vec<Mark>,
    /// The first corner, while the second is not chosen.
    pub corner: Option<Point>,
    past: Vec<Vec<Mark>>,
    /// The mark that was changed last: one way with the arrow keys is one step.
    moving: Option<u32>,
    next: u32,
}

impl Marks {
    /// Nothing marked yet.
    pub fn new(size: Size) -> Self {
        Self {
            size,
            tool: Kind::Hide,
            all: Vec::new(),
            corner: None,
            past: Vec::new(),
            moving: None,
            next: 1,
        }
    }

    /// A mark by its number.
    pub fn get(&self, number: u32) -> Option<Mark> {
        self.all.iter().find(|mark| mark.number == number).copied()
    }

    /// Chooses what the next mark will be.
    pub fn choose(&mut self, tool: Kind) {
        self.tool = tool;
        self.corner = None;
    }

    /// Adds a mark between two corners; its number.
    pub fn add(&mut self, area: Area) -> u32 {
        self.step();
        if self.tool == Kind::Crop {
            self.all.retain(|mark| mark.kind != Kind::Crop);
        }
        let number = self.next;
        self.next += 1;
        self.all.push(Mark { number, kind: self.tool, area: area.within(self.size) });
        self.moving = Some(number);
        number
    }

    /// Adds one in the middle, for who has no pointer: a quarter of the picture, or half of it to crop.
    pub fn add_in_the_middle(&mut self) -> u32 {
        let part = if self.tool == Kind::Crop { 2 } else { 4 };
        let Size { width, height } = self.size;
        let (w, h) = (width / part, height / part);
        self.add(Area { x: (width - w) / 2, y: (height - h) / 2, width: w, height: h })
    }

    /// One of two clicks; the number of the mark after the second.
    pub fn click(&mut self, at: Point) -> Option<u32> {
        match self.corner.take() {
            Some(corner) => Some(self.add(Area::between(corner, at))),
            None => {
                self.corner = Some(at);
                None
            }
        }
    }

    /// An area changed by so many pixels.
    pub fn changed(&self, area: Area, change: Change, x: i32, y: i32) -> Area {
        match change {
            Change::Move => area.moved(x, y),
            Change::Stretch => area.stretched(x, y, self.size),
        }
    }

    /// Gives a mark another area.
    pub fn reshape(&mut self, number: u32, area: Area) {
        if self.moving != Some(number) {
            self.step();
            self.moving = Some(number);
        }
        let area = area.within(self.size);
        self.all.iter_mut().filter(|mark| mark.number == number).for_each(|mark| mark.area = area);
    }

    /// The next change is a step of its own.
    pub fn rest(&mut self) {
        self.moving = None;
    }

    /// Takes a mark away.
    pub fn remove(&mut self, number: u32) {
        if self.get(number).is_some() {
            self.step();
            self.all.retain(|mark| mark.number != number);
        }
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Takes the last step back.
    pub fn undo(&mut self) {
        self.rest();
        self.corner = None;
        if let Some(before) = self.past.pop() {
            self.all = before;
        }
    }

    fn step(&mut self) {
        self.rest();
        self.corner = None;
        self.past.push(self.all.clone());
    }

    /// The part that is kept, and how much smaller it becomes.
    pub fn output(&self) -> (Area, f64) {
        let crop = self.all.iter().find(|mark| mark.kind == Kind::Crop);
        let from = crop.map_or(self.size.whole(), |mark| mark.area);
        let (width, height) = (f64::from(from.width), f64::from(from.height));
        let scale = (SIDE_MAX / width.max(height)).min((PIXELS_MAX / (width * height)).sqrt());
        (from, scale.min(1.0))
    }

    /// Marks that are drawn into what is kept, the covering ones last: nothing shines through them.
    pub fn drawn(&self) -> impl Iterator<Item = Mark> {
        let of = |kind| self.all.iter().copied().filter(move |mark| mark.kind == kind);
        of(Kind::Highlight).chain(of(Kind::Hide))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Do {
        Choose(usize),
        Add(Point, Point),
        Middle,
        Click(Point),
        Change(u32, bool, i32, i32),
        Remove(u32),
        Undo,
    }

    fn point() -> impl Strategy<Value = Point> {
        (-50..5000, -50..5000).prop_map(|(x, y)| Point { x, y })
    }

    fn action() -> impl Strategy<Value = Do> {
        prop_oneof![
            (0..3usize).prop_map(Do::Choose),
            (point(), point()).prop_map(|(a, b)| Do::Add(a, b)),
            Just(Do::Middle),
            point().prop_map(Do::Click),
            (1..9u32, any::<bool>(), -900..900, -900..900).prop_map(|(n, s, x, y)| Do::Change(n, s, x, y)),
            (1..9u32).prop_map(Do::Remove),
            Just(Do::Undo),
        ]
    }

    fn act(marks: &mut Marks, action: Do) {
        match action {
            Do::Choose(tool) => marks.choose(Kind::ALL[tool]),
            Do::Add(a, b) => drop(marks.add(Area::between(a, b))),
            Do::Middle => drop(marks.add_in_the_middle()),
            Do::Click(at) => drop(marks.click(at)),
            Do::Change(number, stretch, x, y) => {
                let change = if stretch { Change::Stretch } else { Change::Move };
                if let Some(mark) = marks.get(number) {
                    marks.reshape(number, marks.changed(mark.area, change, x, y));
                }
            }
            Do::Remove(number) => marks.remove(number),
            Do::Undo => marks.undo(),
        }
    }

    proptest! {
        #[test]
        fn marks_lie_in_the_picture_and_every_step_can_be_taken_back(
            width in 1..4000i32, height in 1..4000i32, actions in prop::collection::vec(action(), 0..30)
        ) {
            let size = Size { width, height };
            let mut marks = Marks::new(size);
            for action in actions {
                act(&mut marks, action);
                for mark in &marks.all {
                    let Area { x, y, width: w, height: h } = mark.area;
                    prop_assert!(x >= 0 && y >= 0 && w > 0 && h > 0, "{mark:?}");
                    prop_assert!(x + w <= width && y + h <= height, "{mark:?} in {size:?}");
                }
                prop_assert!(marks.all.iter().filter(|mark| mark.kind == Kind::Crop).count() <= 1);
            }
            let (from, scale) = marks.output();
            let side = f64::from(from.width.max(from.height)) * scale;
            prop_assert!(side <= SIDE_MAX + 0.001 && scale > 0.0 && scale <= 1.0);
            while marks.can_undo() {
                marks.undo();
            }
            prop_assert_eq!(marks.all, vec![]);
        }

        /// No pixel of what is sent may hold anything of a hidden one.
        #[test]
        fn what_is_hidden_is_covered_at_every_scale(
            x in 0..900i32, y in 0..900i32, w in 1..300i32, h in 1..300i32, fx in 0..200i32, fy in 0..200i32, scale in 0.1..1.0f64
        ) {
            let area = Area { x, y, width: w, height: h };
            let covered = area.covered(Area { x: fx, y: fy, width: 1000, height: 1000 }, scale);
            let edge = |value: i32, from: i32| f64::from(value - from) * scale;
            prop_assert!(f64::from(covered.x) + 1.0 <= edge(x, fx) + 0.000_001);
            prop_assert!(f64::from(covered.y) + 1.0 <= edge(y, fy) + 0.000_001);
            prop_assert!(f64::from(covered.x + covered.width) - 1.0 >= edge(x + w, fx) - 0.000_001);
            prop_assert!(f64::from(covered.y + covered.height) - 1.0 >= edge(y + h, fy) - 0.000_001);
        }
    }

    #[test]
    fn one_way_of_a_mark_is_one_step() {
        let mut marks = Marks::new(Size { width: 1000, height: 500 });
        let number = marks.add_in_the_middle();
        marks.rest();
        let before = marks.all.clone();
        let area = before[0].area;
        for times in 1..4 {
            marks.reshape(number, area.moved(10 * times, 0));
        }
        marks.rest();
        marks.reshape(number, area);
        marks.undo();
        assert_eq!(marks.all[0].area, area.moved(30, 0));
        marks.undo();
        assert_eq!(marks.all, before);
    }

    #[test]
    fn two_clicks_are_a_mark() {
        let mut marks = Marks::new(Size { width: 1000, height: 500 });
        assert_eq!(marks.click(Point { x: 300, y: 200 }), None);
        assert_eq!(marks.click(Point { x: 100, y: 50 }), Some(1));
        assert_eq!(marks.all[0].area, Area { x: 100, y: 50, width: 200, height: 150 });
        marks.click(Point { x: 1, y: 1 });
        marks.choose(Kind::Crop);
        assert_eq!(marks.corner, None, "another tool begins anew");
    }

    #[test]
    fn what_is_large_becomes_smaller() {
        let scale = |width, height| Marks::new(Size { width, height }).output().1;
        assert_eq!(scale(1280, 720), 1.0);
        assert_eq!(scale(5120, 720), 0.5);
        assert_eq!(scale(2560, 2560), 1.0);
        let mut marks = Marks::new(Size { width: 5120, height: 5120 });
        marks.choose(Kind::Crop);
        marks.add(Area { x: 5, y: 5, width: 500, height: 400 });
        assert_eq!(marks.output(), (Area { x: 5, y: 5, width: 500, height: 400 }, 1.0));
    }
}
