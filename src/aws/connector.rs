//! The one HTTP connector of a session.

use std::env;
use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime::client::dns::TokioDnsResolver;
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use crate::domain::{Failure, Kind};

/// The system's resolver, and `*.localhost`, which is this machine by definition (RFC 6761, section 6.3) and which
/// many a resolver does not know: S3 Control puts the account's id before the host's name.
#[derive(Debug, Clone, Default)]
struct Resolver(TokioDnsResolver);

impl ResolveDns for Resolver {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        if is_this_machine(name) {
            return DnsFuture::ready(Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]));
        }
        self.0.resolve_dns(name)
    }
}

fn is_this_machine(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name.ends_with(".localhost")
}

/// How many connections to a host stay open for the next call, and how long.
const IDLE: usize = 2;
const IDLE_FOR: Duration = Duration::from_secs(10);

/// TLS with the system's roots and those of `AWS_CA_BUNDLE`, through the proxy of the usual variables. The
/// SDK reads neither by itself.
///
/// # Errors
/// Bad configuration where `AWS_CA_BUNDLE` names a file that cannot be read.
pub fn build() -> Result<SharedHttpClient, Failure> {
    let mut trust = TrustStore::default();
    if let Some(path) = env::var_os("AWS_CA_BUNDLE").filter(|path| !path.is_empty()) {
        let pem = fs::read(&path).map_err(|error| {
            Failure::new(
                Kind::BadConfig,
                format!("AWS_CA_BUNDLE={}: {error}", path.to_string_lossy()),
            )
        })?;
        trust = trust.with_pem_certificate(pem);
    }
    let context = TlsContext::builder()
        .with_trust_store(trust)
        .build()
        .map_err(|error| Failure::new(Kind::BadConfig, error.to_string()))?;
    Ok(
        Builder::new().build_with_connector_fn(move |settings, components| {
            let mut builder = Connector::builder().proxy_config(ProxyConfig::from_env());
            if let Some(settings) = settings {
                builder = builder.connector_settings(settings.clone());
            }
            if let Some(sleep) = components.and_then(aws_sdk_sts::config::RuntimeComponents::sleep_impl) {
                builder = builder.sleep_impl(sleep);
            }
            // Each Region's service is a host of its own: what stays open of each adds up to the files that a program may have.
            builder = builder.pool_max_idle_per_host(IDLE).pool_idle_timeout(IDLE_FOR);
            builder
                .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
                .tls_context(context.clone())
                .build_with_resolver(Resolver::default())
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_under_localhost_are_this_machine() {
        for name in ["123456789012.localhost", "a.b.LOCALHOST", "x.localhost."] {
            assert!(is_this_machine(name), "{name}");
        }
        for name in [
            "localhost.example.com",
            "notlocalhost",
            "s3-control.eu-west-1.amazonaws.com",
        ] {
            assert!(!is_this_machine(name), "{name}");
        }
    }
}
