//! Tells the tests whether moto is wanted, so that the harness says *ignored* of those that go without it.
#![allow(clippy::print_stdout)]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=GENKAN_SKIP_MOTO");
    println!("cargo::rustc-check-cfg=cfg(without_moto)");
    if std::env::var_os("GENKAN_SKIP_MOTO").is_some_and(|value| value == "1") {
        println!("cargo::rustc-cfg=without_moto");
    }
}
