//! Routes that declare who may come in, so that a test can walk them.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::Method,
    middleware,
    routing::{MethodFilter, MethodRouter, on},
};

use super::{guard, upload::LARGEST_UPLOAD};
use crate::{App, access::Rule};

/// Who may come in by a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// A signed-in person; the handler checks the named action of the room's rules.
    Action(&'static str),
    /// Any signed-in person, even one whose password somebody else set and who has yet to choose their own, for the
    /// stated reason. Every other guard sends them to that first.
    FirstSteps(&'static str),
    /// Any signed-in person, for the stated reason (their list is scoped, or it shows nothing of others).
    SignedIn(&'static str),
    /// Anybody, for the stated reason.
    Public(&'static str),
}

impl Guard {
    /// The handler asks whether this may be done.
    pub fn may(action: impl Rule) -> Guard {
        Guard::Action(action.code())
    }
}

/// One declared route.
#[derive(Clone, Debug)]
pub struct Declared {
    pub method: Method,
    pub path: &'static str,
    pub guard: Guard,
}

/// A room's routes.
#[derive(Default)]
pub struct Routes {
    declared: Vec<Declared>,
    router: Router<App>,
}

impl Routes {
    /// None yet.
    pub fn new() -> Routes {
        Routes::default()
    }

    /// A page.
    pub fn get<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::GET, MethodFilter::GET, path, guard, handler)
    }

    /// A change.
    pub fn post<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::POST, MethodFilter::POST, path, guard, handler)
    }

    /// A change that brings a file along.
    pub fn upload<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let route = on(MethodFilter::POST, handler).layer(DefaultBodyLimit::max(LARGEST_UPLOAD));
        self.declare(Method::POST, path, guard, route)
    }

    fn add<H, T>(
        self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        guard: Guard,
        handler: H,
    ) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.declare(method, path, guard, on(filter, handler))
    }

    fn declare(
        mut self,
        method: Method,
        path: &'static str,
        guard: Guard,
        mut route: MethodRouter<App>,
    ) -> Routes {
        if let (Guard::Action(action), true) = (guard, method == Method::GET) {
            let noted = move |request, next| guard::noted(action, request, next);
            route = route.layer(middleware::from_fn(noted));
        }
        if matches!(guard, Guard::Action(_) | Guard::SignedIn(_)) {
            route = route.layer(middleware::from_fn(guard::own_password));
        }
        if !matches!(guard, Guard::Public(_)) {
            route = route.layer(middleware::from_fn(guard::signed_in));
        }
        self.declared.push(Declared { method, path, guard });
        self.router = self.router.route(path, route);
        self
    }

    /// What was declared.
    pub fn declared(&self) -> &[Declared] {
        &self.declared
    }

    /// Joins two rooms' routes.
    pub fn merge(mut self, other: Routes) -> Routes {
        self.declared.extend(other.declared);
        self.router = self.router.merge(other.router);
        self
    }

    /// The axum router.
    pub fn into_router(self) -> Router<App> {
        self.router
    }
}
