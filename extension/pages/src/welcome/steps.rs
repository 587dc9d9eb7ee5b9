//! Host, phone service and calling component: what the host itself can tell.

use leptos::prelude::*;
use pagedial_protocol::{WireError, engine::Driver, host::Account};

use super::{
    Welcome,
    step::{Progress, Trouble, TroubleView},
};
use crate::{
    number,
    setup::{Obstacle, Situation},
    words::{text, text_with},
};

/// How far the step of the host is.
pub(super) const fn of_host(situation: &Situation) -> Progress {
    match situation {
        Situation::Connecting => Progress::Working,
        Situation::Obstacle(
            Obstacle::Host(_) | Obstacle::OtherVersion | Obstacle::HostRefused(_),
        ) => Progress::Trouble,
        _ => Progress::Done,
    }
}

/// How far the step of the phone service is.
pub(super) const fn of_account(situation: &Situation) -> Progress {
    match (of_host(situation), situation) {
        (
            Progress::Done,
            Situation::Obstacle(Obstacle::NotConfigured | Obstacle::ConfigurationInvalid(_)),
        ) => Progress::Trouble,
        (Progress::Done, _) => Progress::Done,
        _ => Progress::Waiting,
    }
}

/// How far the step of the calling component is. An older host does not know: then nothing speaks
/// against it.
pub(super) const fn of_component(
    account: Progress,
    component: Option<&Result<(), WireError>>,
) -> Progress {
    match (account, component) {
        (Progress::Done, Some(Err(_))) => Progress::Trouble,
        (Progress::Done, _) => Progress::Done,
        _ => Progress::Waiting,
    }
}

fn obstacle(welcome: Welcome) -> Option<Obstacle> {
    match welcome.setup.with(crate::setup::Setup::situation) {
        Situation::Obstacle(obstacle) => Some(obstacle),
        _ => None,
    }
}

#[component]
pub(super) fn HostStep(welcome: Welcome) -> impl IntoView {
    move || {
        let situation = welcome.setup.with(crate::setup::Setup::situation);
        match (of_host(&situation), obstacle(welcome)) {
            (Progress::Trouble, Some(obstacle)) => {
                view! { <TroubleView trouble=Trouble::of_obstacle(&obstacle) /> }.into_any()
            }
            (Progress::Done, _) => {
                let version = welcome.host.with(|it| it.as_ref().map(|it| it.version.clone()));
                let words = text_with("welcome_host_done", &[&version.unwrap_or_default()]);
                view! { <p>{words}</p> }.into_any()
            }
            _ => view! { <p class="hint">{text("dialer_setup_connecting")}</p> }.into_any(),
        }
    }
}

#[component]
pub(super) fn AccountStep(welcome: Welcome) -> impl IntoView {
    move || {
        let situation = welcome.setup.with(crate::setup::Setup::situation);
        match (of_account(&situation), obstacle(welcome), welcome.host.get()) {
            (Progress::Trouble, Some(obstacle), _) => {
                view! { <TroubleView trouble=Trouble::of_obstacle(&obstacle) /> }.into_any()
            }
            (Progress::Done, _, Some(found)) => {
                let words = match found.driver {
                    Driver::Acs => text("welcome_account_done"),
                    Driver::Loopback => text("welcome_account_practice"),
                };
                let caller_id = match found.account {
                    Account::Configured { caller_id, .. } => caller_id,
                    Account::NotConfigured {} | Account::Invalid { .. } => None,
                };
                let shown = caller_id.map(|it| number::international(&it));
                let shown = shown.map(|it| text_with("welcome_caller_id", &[&it]));
                view! {
                    <p>{words}</p>
                    {shown.map(|words| view! { <p class="hint">{words}</p> })}
                }
                .into_any()
            }
            _ => view! { <p class="hint">{text("welcome_wait")}</p> }.into_any(),
        }
    }
}

#[component]
pub(super) fn ComponentStep(welcome: Welcome, progress: Signal<Progress>) -> impl IntoView {
    move || match (progress.get(), welcome.component.get()) {
        (Progress::Trouble, Some(Err(error))) => {
            let trouble = Trouble::of_error(&error).with_command("pagedial-host engine install");
            view! { <TroubleView trouble=trouble /> }.into_any()
        }
        (Progress::Done, component) => {
            let practises = welcome.setup.with(crate::setup::Setup::is_practice);
            let words = match (practises, component) {
                (true, _) => text("welcome_component_practice"),
                (false, Some(_)) => text("welcome_component_done"),
                (false, None) => text("welcome_component_unknown"),
            };
            view! { <p>{words}</p> }.into_any()
        }
        _ => view! { <p class="hint">{text("welcome_wait")}</p> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use pagedial_protocol::ErrorCode;

    use super::*;
    use crate::setup::HostAbsence;

    #[test]
    fn each_step_waits_for_the_one_above_it() {
        let missing = Situation::Obstacle(Obstacle::Host(HostAbsence::NotInstalled));
        assert_eq!(
            (of_host(&missing), of_account(&missing)),
            (Progress::Trouble, Progress::Waiting)
        );
        let bare = Situation::Obstacle(Obstacle::NotConfigured);
        assert_eq!((of_host(&bare), of_account(&bare)), (Progress::Done, Progress::Trouble));
        assert_eq!(of_component(Progress::Trouble, Some(&Ok(()))), Progress::Waiting);
        let connecting = Situation::Connecting;
        assert_eq!(
            (of_host(&connecting), of_account(&connecting)),
            (Progress::Working, Progress::Waiting)
        );
    }

    #[test]
    fn a_component_is_taken_for_good_until_the_host_says_otherwise() {
        assert_eq!(of_component(Progress::Done, None), Progress::Done);
        assert_eq!(of_component(Progress::Done, Some(&Ok(()))), Progress::Done);
        let missing = Err(ErrorCode::SdkMissing.into());
        assert_eq!(of_component(Progress::Done, Some(&missing)), Progress::Trouble);
    }

    #[test]
    fn what_the_engine_lacks_is_not_blamed_on_the_phone_service() {
        let situation = Situation::Obstacle(Obstacle::EngineUnreachable);
        assert_eq!((of_host(&situation), of_account(&situation)), (Progress::Done, Progress::Done));
    }
}
