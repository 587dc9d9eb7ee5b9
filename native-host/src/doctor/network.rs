//! The loopback that the call engine is served on.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs};

use pagedial_protocol::ErrorCode;

use super::Finding;

pub(super) fn examine() -> Vec<Finding> {
    vec![loopback(), localhost()]
}

fn loopback() -> Finding {
    let check = "loopback";
    let bound = |address: SocketAddr| TcpListener::bind(address).map(drop);
    let v4 = bound((Ipv4Addr::LOCALHOST, 0).into());
    let v6 = bound((Ipv6Addr::LOCALHOST, 0).into());
    match (v4, v6) {
        (Ok(()), Ok(())) => Finding::good(check, "127.0.0.1 and ::1"),
        (Ok(()), Err(_)) => Finding::good(check, "127.0.0.1; there is no ::1, which does no harm"),
        (Err(error), _) => Finding::broken(
            check,
            ErrorCode::EngineUnavailable,
            format!("127.0.0.1 can't be bound: {error}"),
            "let programs of this person listen on 127.0.0.1",
        ),
    }
}

/// The calling SDK works on the name `localhost` alone, which has to lead here.
fn localhost() -> Finding {
    let check = "localhost";
    let addresses = ("localhost", 0).to_socket_addrs().map(Iterator::collect::<Vec<_>>);
    match addresses {
        Ok(found) if !found.is_empty() && found.iter().all(|it| it.ip().is_loopback()) => {
            Finding::good(check, "leads to this computer")
        }
        // Browsers answer the name themselves (RFC 6761 §6.3), so a wrong answer here need not
        // matter.
        Ok(_) | Err(_) => Finding::attention(
            check,
            "the name does not lead to this computer",
            "have localhost lead to 127.0.0.1 in the hosts file",
        ),
    }
}
