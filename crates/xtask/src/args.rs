//! Six commands with two or three flags each: a parser of our own compiles in no time.

use anyhow::{Context, Result, bail};

/// What is left of the command line; each question removes what it found.
pub struct Args {
    own: Vec<String>,
    /// What followed `--`, meant for another program.
    pub rest: Vec<String>,
}

impl Args {
    pub fn new(args: impl Iterator<Item = String>) -> Self {
        let mut own: Vec<String> = args.collect();
        let rest = match own.iter().position(|arg| arg == "--") {
            Some(at) => own.drain(at..).skip(1).collect(),
            None => Vec::new(),
        };
        Self { own, rest }
    }

    /// The next argument that is no flag.
    pub fn word(&mut self) -> Option<String> {
        let first = self.own.first()?;
        (!first.starts_with("--") || first == "--help").then(|| self.own.remove(0))
    }

    pub fn flag(&mut self, name: &str) -> bool {
        let found = self.own.iter().position(|arg| arg == name);
        found.map(|at| self.own.remove(at)).is_some()
    }

    /// The value of `--name value`.
    pub fn value(&mut self, name: &str) -> Result<Option<String>> {
        let Some(at) = self.own.iter().position(|arg| arg == name) else {
            return Ok(None);
        };
        if at + 1 == self.own.len() {
            bail!("`{name}` needs a value");
        }
        let value = self.own.remove(at + 1);
        self.own.remove(at);
        Ok(Some(value))
    }

    /// The number in `--name n`, or `default`.
    pub fn number(&mut self, name: &str, default: u64) -> Result<u64> {
        match self.value(name)? {
            Some(text) => text.parse().with_context(|| format!("`{name} {text}` is no number")),
            None => Ok(default),
        }
    }

    /// Fails on whatever nobody asked for: a mistyped flag must not be ignored.
    pub fn finish(&self) -> Result<()> {
        match self.own.first().or(self.rest.first()) {
            Some(arg) => bail!("unexpected argument `{arg}`; see `cargo xtask help`"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Args;

    fn args(line: &str) -> Args {
        Args::new(line.split_whitespace().map(String::from))
    }

    #[test]
    fn flags_and_values_come_in_any_order() {
        let mut args = args("kill9 --kills 10 --sabotage");
        assert_eq!(args.word().as_deref(), Some("kill9"));
        assert!(args.flag("--sabotage"));
        assert_eq!(args.number("--kills", 200).unwrap(), 10);
        assert!(args.finish().is_ok());
    }

    #[test]
    fn what_follows_two_dashes_is_for_the_server() {
        let mut args = args("--demo -- --addr 127.0.0.1:0");
        assert!(args.flag("--demo"));
        assert_eq!(args.rest, ["--addr", "127.0.0.1:0"]);
    }

    #[test]
    fn a_mistyped_flag_is_an_error() {
        assert!(args("--relase").finish().is_err());
        assert!(args("--kills").value("--kills").is_err());
    }
}
