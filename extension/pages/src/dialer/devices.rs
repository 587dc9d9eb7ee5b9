//! Microphone, speaker and volume: chosen by the person, kept by name.

use leptos::{prelude::*, task::spawn_local};
use pagedial_protocol::engine::{Device, DeviceId, DeviceRole, Devices, EngineCommand};

use super::Dialer;
use crate::{wanted_devices, words::text};

fn of_role(devices: &Devices, role: DeviceRole) -> (&[Device], Option<&DeviceId>) {
    match role {
        DeviceRole::Microphone => (&devices.microphones, devices.microphone.as_ref()),
        DeviceRole::Speaker => (&devices.speakers, devices.speaker.as_ref()),
    }
}

/// The device of the wanted name, if it is there and not in use already.
fn to_choose(devices: &Devices, role: DeviceRole, wanted: Option<&str>) -> Option<DeviceId> {
    let (all, in_use) = of_role(devices, role);
    let device = all.iter().find(|device| wanted == Some(device.name.as_str()))?;
    (in_use != Some(&device.id)).then(|| device.id.clone())
}

impl Dialer {
    /// Reads the person's choice, which is applied when the engine tells of its devices.
    pub(super) fn remember_devices(self) {
        spawn_local(async move {
            match wanted_devices::load().await {
                Ok(wanted) => {
                    self.shown.volume.set(wanted.volume.unwrap_or(1.0));
                    self.parts().wanted.replace(wanted);
                    self.use_wanted();
                }
                Err(error) => leptos::logging::error!("the choice of devices: {error}"),
            }
        });
    }

    /// The engine tells of its devices: after each start, and whenever one comes or goes.
    pub(super) fn show_devices(self, devices: Devices) {
        self.shown.devices.set(devices);
        self.use_wanted();
    }

    fn use_wanted(self) {
        let mut wanted = self.parts().wanted.borrow().clone();
        let devices = self.shown.devices.get_untracked();
        for role in [DeviceRole::Microphone, DeviceRole::Speaker] {
            if let Some(device) = to_choose(&devices, role, wanted.name(role).as_deref()) {
                self.tell_engine(&EngineCommand::ChooseDevice { role, device });
            }
        }
        if devices.can_set_volume {
            let level = self.shown.volume.get_untracked();
            self.tell_engine(&EngineCommand::SetVolume { level });
        }
    }

    fn want_device(self, role: DeviceRole, id: &str) {
        let name = self.shown.devices.with_untracked(|devices| {
            let (all, _) = of_role(devices, role);
            all.iter().find(|device| device.id.0 == id).map(|device| device.name.clone())
        });
        *self.parts().wanted.borrow_mut().name(role) = name;
        self.use_wanted();
        self.keep_wanted();
    }

    fn want_volume(self, level: f64) {
        self.shown.volume.set(level);
        self.parts().wanted.borrow_mut().volume = Some(level);
        self.tell_engine(&EngineCommand::SetVolume { level });
        self.keep_wanted();
    }

    fn keep_wanted(self) {
        let wanted = self.parts().wanted.borrow().clone();
        spawn_local(async move {
            if let Err(error) = wanted_devices::change(|kept| *kept = wanted).await {
                leptos::logging::error!("the choice of devices: {error}");
            }
        });
    }
}

/// Folded away: most people never need it.
#[component]
pub(super) fn DevicePanel(dialer: Dialer) -> impl IntoView {
    let shown = dialer.shown;
    let microphones = Memo::new(move |_| shown.devices.with(|it| named(&it.microphones)));
    let speakers = Memo::new(move |_| {
        shown.devices.with(|it| if it.can_choose_speaker { named(&it.speakers) } else { vec![] })
    });
    let has_volume = Memo::new(move |_| shown.devices.with(|it| it.can_set_volume));
    let is_known =
        move || microphones.with(|it| !it.is_empty()) || speakers.with(|it| !it.is_empty());
    view! {
        <Show when=is_known>
            <details class="devices">
                <summary>{text("dialer_devices")}</summary>
                <DeviceChoice dialer=dialer role=DeviceRole::Microphone devices=microphones />
                <DeviceChoice dialer=dialer role=DeviceRole::Speaker devices=speakers />
                <Show when=move || has_volume.get()>
                    <label for="dialer_volume">{text("dialer_volume")}</label>
                    <input
                        id="dialer_volume"
                        type="range"
                        min="0"
                        max="1"
                        step="0.05"
                        prop:value=move || shown.volume.get().to_string()
                        on:input:target=move |event| {
                            if let Ok(level) = event.target().value().parse() {
                                dialer.want_volume(level);
                            }
                        }
                    />
                </Show>
            </details>
        </Show>
    }
}

/// Without a name there is nothing to choose by; names come with the microphone's permission.
fn named(devices: &[Device]) -> Vec<Device> {
    devices.iter().filter(|device| !device.name.is_empty()).cloned().collect()
}

#[component]
fn DeviceChoice(dialer: Dialer, role: DeviceRole, devices: Memo<Vec<Device>>) -> impl IntoView {
    let label = match role {
        DeviceRole::Microphone => "dialer_microphone",
        DeviceRole::Speaker => "dialer_speaker",
    };
    let in_use = Memo::new(move |_| {
        dialer
            .shown
            .devices
            .with(|it| of_role(it, role).1.map(|id| id.0.clone()).unwrap_or_default())
    });
    view! {
        <Show when=move || devices.with(|it| !it.is_empty())>
            <label for=label>{text(label)}</label>
            <select
                id=label
                prop:value=move || in_use.get()
                on:change:target=move |event| dialer.want_device(role, &event.target().value())
            >
                <Show when=move || in_use.with(String::is_empty)>
                    <option value="" selected>
                        {text("dialer_device_default")}
                    </option>
                </Show>
                {move || {
                    devices
                        .get()
                        .into_iter()
                        .map(|Device { id: DeviceId(id), name }| {
                            let selected = in_use.with(|in_use| *in_use == id);
                            view! { <option value=id selected=selected>{name}</option> }
                        })
                        .collect_view()
                }}
            </select>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(id: &str, name: &str) -> Device {
        Device { id: DeviceId(id.into()), name: name.into() }
    }

    fn devices(in_use: Option<&str>) -> Devices {
        Devices {
            microphones: vec![device("a", "Desk"), device("b", "Headset")],
            microphone: in_use.map(|id| DeviceId(id.into())),
            ..Devices::default()
        }
    }

    #[test]
    fn the_wanted_device_is_found_by_its_name_whatever_its_id_is_this_time() {
        let choose = |in_use, wanted| to_choose(&devices(in_use), DeviceRole::Microphone, wanted);
        assert_eq!(choose(None, Some("Headset")), Some(DeviceId("b".into())));
        assert_eq!(choose(Some("a"), Some("Headset")), Some(DeviceId("b".into())));
        assert_eq!(choose(Some("b"), Some("Headset")), None);
    }

    #[test]
    fn a_device_that_is_not_there_or_not_wanted_is_not_chosen() {
        let choose = |wanted| to_choose(&devices(None), DeviceRole::Microphone, wanted);
        assert_eq!(choose(Some("Pulled out")), None);
        assert_eq!(choose(None), None);
    }
}
