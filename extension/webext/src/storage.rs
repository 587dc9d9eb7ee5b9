//! `chrome.storage`: what must survive the service worker. Never a token, never a secret.

use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;

use crate::{
    BrowserError,
    value::{from_js, to_js},
};

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type StorageArea;
    #[wasm_bindgen(js_namespace = ["chrome", "storage"], js_name = local, thread_local_v2)]
    static LOCAL: StorageArea;
    #[wasm_bindgen(js_namespace = ["chrome", "storage"], js_name = session, thread_local_v2)]
    static SESSION: StorageArea;
    #[wasm_bindgen(js_namespace = ["chrome", "storage"], js_name = managed, thread_local_v2)]
    static MANAGED: StorageArea;

    #[wasm_bindgen(method, catch)]
    async fn get(this: &StorageArea, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = get)]
    async fn get_many(this: &StorageArea, keys: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn set(this: &StorageArea, items: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn remove(this: &StorageArea, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = remove)]
    async fn remove_many(this: &StorageArea, keys: Vec<String>) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, js_name = onChanged)]
    fn on_changed(this: &StorageArea) -> ChangeEvent;

    type ChangeEvent;
    #[wasm_bindgen(method, js_name = addListener)]
    fn add_listener(this: &ChangeEvent, listener: &JsValue);
}

/// Which storage area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// On disk, this profile.
    Local,
    /// In memory until the browser closes; content scripts cannot read it.
    Session,
    /// What the organisation's policy sets; read only.
    Managed,
}

impl Area {
    fn with<R>(self, use_area: impl FnOnce(&StorageArea) -> R) -> R {
        match self {
            Self::Local => LOCAL.with(use_area),
            Self::Session => SESSION.with(use_area),
            Self::Managed => MANAGED.with(use_area),
        }
    }

    fn handle(self) -> StorageArea {
        self.with(Clone::clone)
    }

    /// The value under `key`, if there is one.
    ///
    /// # Errors
    /// When the storage fails or what is there is not a `T`.
    pub async fn get<T: DeserializeOwned>(self, key: &str) -> Result<Option<T>, BrowserError> {
        let items = self.handle().get(key).await?;
        let value = js_sys::Reflect::get(&items, &key.into())?;
        if value.is_undefined() { Ok(None) } else { Ok(Some(from_js(value)?)) }
    }

    /// The values under some keys, or under all, as one object.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn get_many(self, keys: Option<&[&str]>) -> Result<serde_json::Value, BrowserError> {
        from_js(self.handle().get_many(to_js(&keys)?).await?)
    }

    /// Puts each value of an object under its key.
    ///
    /// # Errors
    /// When the storage fails or is full.
    pub async fn set_many(self, values: &serde_json::Value) -> Result<(), BrowserError> {
        self.handle().set(&to_js(values)?).await?;
        Ok(())
    }

    /// Forgets some keys.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn remove_many(self, keys: Vec<String>) -> Result<(), BrowserError> {
        self.handle().remove_many(keys).await?;
        Ok(())
    }

    /// Calls `listener` after any change with the keys that changed, for as long as the page lives.
    pub fn on_any_change(self, mut listener: impl FnMut(Vec<String>) + 'static) {
        let closure = Closure::<dyn FnMut(JsValue)>::new(move |changes: JsValue| {
            let keys = js_sys::Object::keys(&changes.into());
            listener(keys.iter().filter_map(|key| key.as_string()).collect());
        });
        self.with(|area| area.on_changed().add_listener(closure.as_ref()));
        closure.forget();
    }

    /// Puts `value` under `key`.
    ///
    /// # Errors
    /// When the storage fails or is full.
    pub async fn set<T: Serialize>(self, key: &str, value: &T) -> Result<(), BrowserError> {
        let items = js_sys::Object::new();
        js_sys::Reflect::set(&items, &key.into(), &to_js(value)?)?;
        self.handle().set(&items).await?;
        Ok(())
    }

    /// Forgets `key`.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn remove(self, key: &str) -> Result<(), BrowserError> {
        self.handle().remove(key).await?;
        Ok(())
    }

    /// Calls `listener` with each new value under `key`, for as long as the page lives. A value
    /// that is not a `T` comes as an error; a removed one does not come.
    pub fn on_changed<T: DeserializeOwned + 'static>(
        self,
        key: &'static str,
        mut listener: impl FnMut(Result<T, BrowserError>) + 'static,
    ) {
        let closure = Closure::<dyn FnMut(JsValue)>::new(move |changes: JsValue| {
            if let Some(value) = new_value(&changes, key) {
                listener(from_js(value));
            }
        });
        self.with(|area| area.on_changed().add_listener(closure.as_ref()));
        closure.forget();
    }
}

fn new_value(changes: &JsValue, key: &str) -> Option<JsValue> {
    let change = js_sys::Reflect::get(changes, &key.into()).ok().filter(JsValue::is_object)?;
    let value = js_sys::Reflect::get(&change, &"newValue".into()).ok()?;
    (!value.is_undefined()).then_some(value)
}
