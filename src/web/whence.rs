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
        let told = parts.headers.get_all("x-forwarded-for");
        let told: Vec<&str> = told
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .collect();
        Ok(Whence(network(behind(&app.config().proxies, peer.ip(), &told))))
    }
}

/// The address behind proxies of ours: from the last, which the nearest proxy wrote, to the first that no proxy of ours vouches
/// for.
fn behind(proxies: &[IpAddr], peer: IpAddr, told: &[&str]) -> IpAddr {
    let mut address = peer.to_canonical();
    for before in told.iter().rev() {
        if !proxies.contains(&address) {
            break;
        }
        let Ok(before) = before.trim().parse::<IpAddr>() else {
            break;
        };
        address = before.to_canonical();
    }
    address
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_our_own_proxies_say_is_believed() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let ours = [ip("127.0.0.1"), ip("10.0.0.2")];
        for (peer, told, seen) in [
            ("203.0.113.7", &["198.51.100.1"][..], "203.0.113.7"),
            ("127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("::ffff:127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", &["1.1.1.1", " 198.51.100.1", "10.0.0.2"], "198.51.100.1"),
            ("127.0.0.1", &["nonsense"], "127.0.0.1"),
            ("127.0.0.1", &[], "127.0.0.1"),
        ] {
            assert_eq!(network(behind(&ours, ip(peer), told)), seen, "{peer} {told:?}");
        }
        assert_eq!(network(ip("2001:db8:1:2:3:4:5:6")), "2001:db8:1:2::/64");
    }
}
