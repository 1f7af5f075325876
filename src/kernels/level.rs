//! Which instructions the kernels use, decided when the program runs.

use std::sync::OnceLock;

/// The environment variable that caps the level: `portable`, `avx2` or `avx512`. Another value caps nothing
/// here; the program refuses it.
pub const LEVEL_VARIABLE: &str = "NNLAB_KERNEL_LEVEL";

/// A set of instructions. The same kernel gives the same bits at each call within one level; between levels the last
/// bits may differ (`Portable` rounds products before adding them up, the others don't).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// What every machine of the target has.
    Portable,
    /// x86-64 with AVX2 and FMA.
    Avx2,
    /// x86-64 with AVX-512 F, VL, DQ and BW.
    Avx512,
}

impl Level {
    /// From the least to the most.
    pub const ALL: [Self; 3] = [Self::Portable, Self::Avx2, Self::Avx512];

    /// The level in use: the most that the machine supports, or less if [`LEVEL_VARIABLE`] says so. Decided once.
    pub fn current() -> Self {
        static CURRENT: OnceLock<Level> = OnceLock::new();
        *CURRENT.get_or_init(|| {
            let cap = std::env::var(LEVEL_VARIABLE).ok().and_then(|name| Self::from_name(&name));
            cap.map_or(Self::supported(), |cap| cap.min(Self::supported()))
        })
    }

    /// The most that this machine supports.
    pub fn supported() -> Self {
        static SUPPORTED: OnceLock<Level> = OnceLock::new();
        *SUPPORTED.get_or_init(detect)
    }

    /// The word for records and for [`LEVEL_VARIABLE`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }

    /// The level of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

#[cfg(target_arch = "x86_64")]
fn detect() -> Level {
    if !(is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")) {
        return Level::Portable;
    }
    let has_512 = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512bw");
    if has_512 { Level::Avx512 } else { Level::Avx2 }
}

#[cfg(not(target_arch = "x86_64"))]
fn detect() -> Level {
    Level::Portable
}

/// Makes `fn name(level, arguments)` that runs the generic function `body::<L>` compiled for the level's instructions
/// (or for the machine's, where those are less).
macro_rules! dispatch {
    ($(#[$meta:meta])* $visibility:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) $(-> $result:ty)? = $body:ident;) => {
        $(#[$meta])*
        #[allow(clippy::too_many_arguments, reason = "a kernel takes its operands one by one")]
        #[allow(unsafe_code, reason = "calls a function compiled for instructions that the machine was found to have")]
        $visibility fn $name(level: $crate::Level, $($argument: $type),*) $(-> $result)? {
            #[cfg(target_arch = "x86_64")]
            #[allow(clippy::too_many_arguments, reason = "as above")]
            #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")]
            fn avx512($($argument: $type),*) $(-> $result)? {
                $body::<$crate::lanes::Avx512>($($argument),*)
            }
            #[cfg(target_arch = "x86_64")]
            #[allow(clippy::too_many_arguments, reason = "as above")]
            #[target_feature(enable = "avx2,fma")]
            fn avx2($($argument: $type),*) $(-> $result)? {
                $body::<$crate::lanes::Avx2>($($argument),*)
            }
            match level.min($crate::Level::supported()) {
                #[cfg(target_arch = "x86_64")]
                // SAFETY: the level is at most what the machine was found to support.
                $crate::Level::Avx512 => unsafe { avx512($($argument),*) },
                #[cfg(target_arch = "x86_64")]
                // SAFETY: as above.
                $crate::Level::Avx2 => unsafe { avx2($($argument),*) },
                _ => $body::<$crate::lanes::Portable>($($argument),*),
            }
        }
    };
}
pub(crate) use dispatch;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_have_names_and_the_one_in_use_is_supported() {
        for level in Level::ALL {
            assert_eq!(Level::from_name(level.name()), Some(level));
        }
        assert_eq!(Level::from_name("sse9"), None);
        assert!(Level::Portable <= Level::current() && Level::current() <= Level::supported());
    }
}
