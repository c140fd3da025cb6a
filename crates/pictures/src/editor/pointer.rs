//! Mouse, pen and finger.

use web_sys::PointerEvent;

use super::{Editor, show};
use crate::area::{Area, Point};
use crate::dom;
use crate::marks::Change;

/// Pixels of the screen a pointer may tremble during a click.
const TREMBLE: i32 = 4;

/// What a pointer that is down does.
pub struct Drag {
    /// Where it went down, on the screen and in the picture.
    screen: (i32, i32),
    from: Point,
    /// The mark it took hold of, what becomes of that, and where it was.
    held: Option<(u32, Change, Area)>,
    /// The mark it makes.
    new: Option<u32>,
    /// Whether it is more than a click.
    far: bool,
}

impl Editor {
    pub fn pointer(&mut self, event: &PointerEvent) {
        match event.type_().as_str() {
            "pointerdown" => self.down(event),
            "pointermove" => self.moved(event),
            "pointerup" => self.up(event),
            _ => self.drag = None,
        }
    }

    fn down(&mut self, event: &PointerEvent) {
        if event.button() != 0 || dom::around(event, ".cp-board").is_none() {
            return;
        }
        let grip = dom::around(event, ".cp-grip").is_some();
        let change = if grip { Change::Stretch } else { Change::Move };
        let mark = show::number(event).and_then(|number| self.marks.get(number));
        if mark.is_none() {
            // Nothing is selected or dragged as the browser would.
            event.prevent_default();
        }
        let _ = self.board.set_pointer_capture(event.pointer_id());
        self.marks.rest();
        self.drag = Some(Drag {
            screen: (event.client_x(), event.client_y()),
            from: self.point(event),
            held: mark.map(|mark| (mark.number, change, mark.area)),
            new: None,
            far: false,
        });
    }

    fn moved(&mut self, event: &PointerEvent) {
        let at = self.point(event);
        let Some(drag) = &mut self.drag else { return };
        let (x, y) = (event.client_x() - drag.screen.0, event.client_y() - drag.screen.1);
        drag.far |= x.abs().max(y.abs()) > TREMBLE;
        if !drag.far {
            return;
        }
        let (number, area) = match drag.held {
            Some((number, change, area)) => {
                (number, self.marks.changed(area, change, at.x - drag.from.x, at.y - drag.from.y))
            }
            None => {
                let area = Area::between(drag.from, at);
                (*drag.new.get_or_insert_with(|| self.marks.add(area)), area)
            }
        };
        self.marks.reshape(number, area);
        self.selected = Some(number);
        self.show();
    }

    fn up(&mut self, event: &PointerEvent) {
        let Some(drag) = self.drag.take() else { return };
        self.marks.rest();
        let made = drag.held.map(|(number, ..)| number).or(drag.new);
        match made.or_else(|| self.marks.click(self.point(event))) {
            Some(number) => self.added(number),
            None => self.show(),
        }
    }

    /// Where a pointer is in the picture.
    fn point(&self, event: &PointerEvent) -> Point {
        let (size, drawn) = (self.marks.size, self.board.get_bounding_client_rect());
        let along = |at: i32, start: f64, length: f64, whole: i32| {
            let share = (f64::from(at) - start) / length.max(1.0);
            (share.clamp(0.0, 1.0) * f64::from(whole)).round() as i32
        };
        Point {
            x: along(event.client_x(), drawn.left(), drawn.width(), size.width),
            y: along(event.client_y(), drawn.top(), drawn.height(), size.height),
        }
    }
}
