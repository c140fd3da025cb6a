//! Typed arguments of a query, alike for both databases.

/// One bound value. The `Option` sits inside the variant, so a NULL keeps its
/// type: PostgreSQL refuses an untyped one in most places.
#[derive(Debug, Clone)]
pub enum Arg {
    I64(Option<i64>),
    F64(Option<f64>),
    Bool(Option<bool>),
    Text(Option<String>),
    Blob(Option<Vec<u8>>),
}

/// The values of `$1`, `$2`, … in order.
pub type Args = Vec<Arg>;

/// `args![project.id, "text", None::<i64>]` → [`Args`].
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::server::db::Arg::from($value)),*] };
}

macro_rules! arg_from {
    ($($from:ty => $variant:ident: $convert:expr;)*) => {$(
        impl From<$from> for Arg {
            fn from(value: $from) -> Self {
                let convert: fn($from) -> _ = $convert;
                Self::$variant(Some(convert(value)))
            }
        }
        impl From<Option<$from>> for Arg {
            fn from(value: Option<$from>) -> Self {
                let convert: fn($from) -> _ = $convert;
                Self::$variant(value.map(convert))
            }
        }
    )*};
}

arg_from! {
    i64 => I64: |value| value;
    f64 => F64: |value| value;
    bool => Bool: |value| value;
    String => Text: |value| value;
    &str => Text: |value| value.to_owned();
    &String => Text: |value| value.clone();
    Vec<u8> => Blob: |value| value;
    &[u8] => Blob: |value| value.to_vec();
}
