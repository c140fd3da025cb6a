//! Feedback form.
