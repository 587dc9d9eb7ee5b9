//! The one way to a call: the settings, the policy and the history decide, the audit log is
//! written, and only then is there an authorisation.

use std::path::PathBuf;

use pagedial_protocol::{
    CallContext, Callee,
    engine::Driver,
    host::{Authorization, CallId, DenyRule},
};

use crate::{
    audit::{Audit, Entry},
    error::HostError,
    folders::Folders,
    history::{Admission, History, NewCall},
    policy::{self, AllowRule, Circumstances, Destination, InForce, Policy},
    random::random_name,
    settings::Settings,
};

/// Where the rules lie and where decisions are written down.
pub(crate) struct Authorizer {
    system_policy: PathBuf,
    user_policy: PathBuf,
    audit: Audit,
}

impl Authorizer {
    pub(crate) fn of(folders: &Folders) -> Self {
        Self {
            system_policy: folders.system_policy(),
            user_policy: folders.user_policy(),
            audit: Audit::at(folders.audit()),
        }
    }

    /// The rules that count now.
    pub(crate) fn in_force(&self) -> Result<InForce, HostError> {
        InForce::load(&self.system_policy, &self.user_policy)
    }

    /// Decides on one call and, if it is allowed, enters it into the history.
    ///
    /// # Errors
    /// Rules, history or audit log can't be used: then there is no call.
    pub(crate) fn authorize(
        &self,
        settings: &Settings,
        history: &History,
        number: &Callee,
        context: &CallContext,
        now_ms: u64,
    ) -> Result<Authorization, HostError> {
        let policy = self.in_force()?.policy;
        let destination = Destination::of(number);
        let id = CallId(random_name()?);
        let call = NewCall { id: &id, number, context };
        history.admit(&call, now_ms, |circumstances| {
            let decision = decide(settings, &policy, &destination, circumstances);
            let entry = Entry::Decision {
                number,
                destination: &destination,
                decision: decision.map(|rule| (&id, rule)),
            };
            self.audit.append(&entry, policy.audit.full_numbers)?;
            let caller_id = settings.caller_id.clone();
            Ok(match decision {
                Ok(_rule) => {
                    Admission::Allowed(Authorization::Allowed { call: id.clone(), caller_id })
                }
                Err(rule) => Admission::Denied(Authorization::Denied { rule }),
            })
        })
    }
}

fn decide(
    settings: &Settings,
    policy: &Policy,
    destination: &Destination,
    circumstances: &Circumstances,
) -> Result<AllowRule, DenyRule> {
    if settings.driver == Driver::Acs && settings.caller_id.is_none() {
        return Err(DenyRule::NoCallerId);
    }
    policy::decide(policy, destination, circumstances)
}

#[cfg(test)]
mod tests;
