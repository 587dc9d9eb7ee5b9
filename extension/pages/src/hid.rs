//! Headsets by WebHID, as far as the browser has it.

use pagedial_headset::{Collection, TELEPHONY_PAGE};
use pagedial_webext::{
    BrowserError,
    value::{from_js, to_js},
};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "hid"], js_name = getDevices)]
    async fn get_devices() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "hid"], js_name = requestDevice)]
    async fn request_device(options: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "hid"], js_name = addEventListener)]
    fn add_event_listener(name: &str, listener: &JsValue) -> Result<(), JsValue>;

    /// A device that the person has let the extension use.
    #[derive(Clone, Debug)]
    pub(crate) type Device;
    #[wasm_bindgen(method, getter, js_name = productName)]
    pub(crate) fn product_name(this: &Device) -> String;
    #[wasm_bindgen(method, getter)]
    fn collections(this: &Device) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn opened(this: &Device) -> bool;
    #[wasm_bindgen(method, catch)]
    async fn open(this: &Device) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn forget(this: &Device) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = sendReport)]
    async fn send_report(this: &Device, id: u8, bytes: &[u8]) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, setter, js_name = oninputreport)]
    fn set_on_input_report(this: &Device, listener: &JsValue);

    type InputReport;
    #[wasm_bindgen(method, getter, js_name = reportId)]
    fn report_id(this: &InputReport) -> u8;
    #[wasm_bindgen(method, getter)]
    fn data(this: &InputReport) -> js_sys::DataView;
}

#[derive(Serialize)]
struct Request {
    filters: [Filter; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Filter {
    usage_page: u16,
}

/// The headsets that the person has chosen before and that are plugged in. None where the browser
/// has no WebHID.
pub(crate) async fn headsets() -> Vec<Device> {
    get_devices().await.map(devices_in).unwrap_or_default()
}

/// Has the person choose one. Only right after a click of theirs.
pub(crate) async fn choose() -> Result<Vec<Device>, BrowserError> {
    let request = Request { filters: [Filter { usage_page: TELEPHONY_PAGE }] };
    Ok(devices_in(request_device(to_js(&request)?).await?))
}

/// Calls `listener` when a headset is plugged in, for as long as the page lives.
pub(crate) fn on_plugged_in(listener: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::new(listener);
    // Without WebHID nothing is ever plugged in.
    if add_event_listener("connect", closure.as_ref()).is_ok() {
        closure.forget();
    }
}

fn devices_in(list: JsValue) -> Vec<Device> {
    let devices = js_sys::Array::from(&list);
    let devices = devices.iter().map(JsCast::unchecked_into::<Device>);
    devices.filter(|device| device.described().iter().any(is_headset)).collect()
}

fn is_headset(collection: &Collection) -> bool {
    collection.usage_page == TELEPHONY_PAGE
}

impl Device {
    /// What it says of its reports; nothing if that can't be read.
    pub(crate) fn described(&self) -> Vec<Collection> {
        from_js(self.collections()).unwrap_or_default()
    }

    /// Opens it and calls `listener` with each report, for as long as the page lives.
    pub(crate) async fn listen(
        &self,
        mut listener: impl FnMut(u8, &[u8]) + 'static,
    ) -> Result<(), BrowserError> {
        if !self.opened() {
            self.open().await?;
        }
        let closure = Closure::<dyn FnMut(InputReport)>::new(move |report: InputReport| {
            let view = report.data();
            let bytes: Vec<u8> = (0..view.byte_length()).map(|at| view.get_uint8(at)).collect();
            listener(report.report_id(), &bytes);
        });
        self.set_on_input_report(closure.as_ref());
        closure.forget();
        Ok(())
    }

    /// Sends a report.
    pub(crate) async fn send(&self, report: u8, bytes: &[u8]) -> Result<(), BrowserError> {
        self.send_report(report, bytes).await?;
        Ok(())
    }

    /// Takes back that the extension may use it.
    pub(crate) async fn let_go(&self) -> Result<(), BrowserError> {
        self.forget().await?;
        Ok(())
    }
}
