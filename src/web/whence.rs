//! From which address a request comes.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::request::Parts,
};

use crate::App;

/// The address of whoever asks, for counting and for the log of failures; empty when it is not known. Behind a proxy that the
/// settings name it is the one that the proxy saw. Of IPv6 it is the network: a household has more addresses than the world
/// has of the other kind.
#[derive(Clone, Debug)]
pub struct Whence(pub String);

impl FromRequestParts<App> for Whence {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Whence, Infallible> {
        let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else {
            return Ok(Whence(String::new()));
        };
        let proxies = &app.config().proxies;
        let told = parts.headers.get_all("x-forwarded-for");
        let told: Vec<&str> = told
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .collect();
        let mut address = peer.ip().to_canonical();
        // From the last, which the nearest proxy wrote, to the first that no proxy of ours vouches for.
        for before in told.iter().rev() {
            if !proxies.contains(&address) {
                break;
            }
            let Ok(told) = before.trim().parse::<IpAddr>() else {
                break;
            };
            address = told.to_canonical();
        }
        Ok(Whence(network(address)))
    }
}

fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}
