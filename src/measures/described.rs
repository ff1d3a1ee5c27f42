//! The table of a kind of change: each variant with its call, the IAM actions it needs, those of the reads before the write
//! included, and what it does to its target. A variant without a row does not compile.

macro_rules! described {
    ($($variant:ident = $call:literal [$($action:literal),+ $(,)?] $impact:ident;)+) => {
        /// Every kind of change, for the generated documentation.
        pub const DESCRIBED: &'static [crate::domain::Described] = &[$(
            crate::domain::Described {
                call: $call,
                actions: &[$($action),+],
                effect: crate::domain::Impact::$impact,
            }
        ),+];

        /// Its row.
        const fn described(&self) -> crate::domain::Described {
            match self {
                $(Self::$variant { .. } => crate::domain::Described {
                    call: $call,
                    actions: &[$($action),+],
                    effect: crate::domain::Impact::$impact,
                }),+
            }
        }
    };
}

pub(super) use described;
