//! Plain functions on slices: the arithmetic that the layers and optimisers stand on. Nothing here knows of tensors,
//! graphs or threads; the same arguments give the same bits.

pub mod optimizer;
pub mod vector;

/// The name of the instruction set that this machine's products and loops run on: `avx512`, `avx2` or `portable`.
pub fn level_name() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    {
        if std::arch::is_x86_feature_detected!("avx512f") {
            return "avx512";
        }
        if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
            return "avx2";
        }
    }
    "portable"
}
