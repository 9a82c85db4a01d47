//! The server's side of the network: connections are taken one by one, so that each has its limits and stopping has an end.

mod pace;

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::Semaphore,
    task::JoinSet,
    time::{sleep, timeout},
};
use tower::{ServiceBuilder, util::MapRequestLayer};
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::config::Config;
use pace::Paced;

/// Bytes of the head of a request: cookies and addresses of ours are far shorter.
const LARGEST_HEAD: usize = 64 * 1024;

/// How long nothing is accepted after the system could not give a connection (too many open files).
const BREATH: Duration = Duration::from_millis(100);

/// What a connection may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// For the head of a request, for each piece of its body, and until its body is looked at for how fast it comes.
    request: Duration,
    /// For what is under way when the server is asked to stop.
    stop: Duration,
    connections: usize,
}

impl Limits {
    /// As set.
    pub(crate) fn of(config: &Config) -> Limits {
        Limits {
            request: Duration::from_secs(config.request_seconds),
            stop: Duration::from_secs(config.stop_seconds),
            connections: config.connections,
        }
    }
}

/// Answers whoever connects until `stop` is there; then finishes what is under way, for as long as the limit gives.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let (mut stop, places) = (pin!(stop), Arc::new(Semaphore::new(limits.connections)));
    let (graceful, mut open) = (GracefulShutdown::new(), JoinSet::new());
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await.expect("nobody closes it");
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            () = &mut stop => break,
            next = next => next,
        };
        while open.try_join_next().is_some() {}
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(BREATH).await;
                continue;
            }
        };
        // Small answers are not held back for more to send with them.
        let _ = stream.set_nodelay(true);
        let (router, watcher) = (router.clone(), graceful.watcher());
        open.spawn(async move {
            attend(stream, peer, router, limits, watcher).await;
            drop(place);
        });
    }
    drop(listener);
    if timeout(limits.stop, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections that did not come to their end are cut off");
    }
    open.shutdown().await;
}

/// One connection to its end; `stream` may as well be one inside TLS.
async fn attend(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    router: Router,
    limits: Limits,
    watcher: Watcher,
) {
    let service = ServiceBuilder::new()
        .layer(MapRequestLayer::new(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request.map(|body| Paced::new(body, limits.request))
        }))
        .layer(RequestBodyTimeoutLayer::new(limits.request))
        .service(router.into_service());
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.request)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// Waits for SIGTERM or Ctrl-C.
pub(crate) async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = term.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
