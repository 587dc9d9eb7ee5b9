//! The icons, in the colour of the text around them. They say nothing that a text does not.

use leptos::prelude::*;

/// A handset, upright. The style sheet lays it down for hanging up.
pub(crate) fn handset() -> impl IntoView {
    view! {
        <svg class="icon handset" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g transform="rotate(-135 12 12)">
                <path d="M4.6 12.6Q12 5.6 19.4 12.6" fill="none" stroke="currentColor" stroke-width="4.2" />
                <rect x="1.8" y="10.8" width="6.2" height="6.4" rx="1.9" fill="currentColor" />
                <rect x="16" y="10.8" width="6.2" height="6.4" rx="1.9" fill="currentColor" />
            </g>
        </svg>
    }
}

/// One more number beside the first.
pub(crate) fn another() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g fill="currentColor">
                <circle cx="5" cy="6" r="1.7" />
                <circle cx="11" cy="6" r="1.7" />
                <circle cx="5" cy="12" r="1.7" />
                <circle cx="11" cy="12" r="1.7" />
                <circle cx="5" cy="18" r="1.7" />
                <circle cx="11" cy="18" r="1.7" />
            </g>
            <path d="M18.5 8.5v7m-3.5-3.5h7" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
        </svg>
    }
}

/// Write something else.
pub(crate) fn pencil() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
                <path d="M4.5 19.5l1-4.2L15.8 5a1.9 1.9 0 0 1 2.7 0l.5.5a1.9 1.9 0 0 1 0 2.7L8.7 18.5z" />
                <path d="M13.8 7l3.2 3.2" />
            </g>
        </svg>
    }
}

/// An arrow over the last character.
pub(crate) fn backspace() -> impl IntoView {
    view! {
        <svg class="icon mirrored" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
                <path d="M8.5 5.5H19a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H8.5L2.8 12z" />
                <path d="M11.4 9.4l5.2 5.2m0-5.2l-5.2 5.2" />
            </g>
        </svg>
    }
}

/// Mind this.
pub(crate) fn warning() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <circle cx="12" cy="12" r="9.2" fill="none" stroke="currentColor" stroke-width="1.8" />
            <path d="M12 7v6" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
            <circle cx="12" cy="16.6" r="1.25" fill="currentColor" />
        </svg>
    }
}

/// A loop: what you say comes back to you.
pub(crate) fn practice() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">
                <path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4" />
                <path d="M17.6 2.6l-.2 4.2-4.2-.2" />
            </g>
        </svg>
    }
}

/// Once more.
pub(crate) fn again() -> impl IntoView {
    view! {
        <svg class="icon mirrored" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">
                <path d="M4.5 12a7.5 7.5 0 1 0 2.3-5.4" />
                <path d="M6.4 2.6l.2 4.2 4.2-.2" />
            </g>
        </svg>
    }
}

/// Two sheets.
pub(crate) fn copy() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
                <rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2" />
                <path d="M15.5 8.5V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7.5a2 2 0 0 0 2 2h2.5" />
            </g>
        </svg>
    }
}

/// There is a list below.
pub(crate) fn chevron() -> impl IntoView {
    view! {
        <svg class="icon chevron" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d="M6.5 9.5l5.5 5.5 5.5-5.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
}

/// Looking for something.
pub(crate) fn magnifier() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round">
                <circle cx="10.5" cy="10.5" r="6.5" />
                <path d="M15.5 15.5l5 5" />
            </g>
        </svg>
    }
}

/// A star; the style sheet fills that of a favourite.
pub(crate) fn star() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d="M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8L3.6 9.7l5.8-.8z" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linejoin="round" />
        </svg>
    }
}

/// Away from here.
pub(crate) fn outgoing() -> impl IntoView {
    view! {
        <svg class="icon mirrored" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d="M6.5 17.5l11-11M9 6.5h8.5V15" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
}

/// To here.
pub(crate) fn incoming() -> impl IntoView {
    view! {
        <svg class="icon mirrored" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d="M17.5 6.5l-11 11M6.5 9v8.5H15" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
}

/// A microphone that is crossed out.
pub(crate) fn muted() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
                <rect x="9" y="3" width="6" height="11" rx="3" />
                <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3M4 4l16 16" />
            </g>
        </svg>
    }
}

/// Two bars: it stands still.
pub(crate) fn pause() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d="M8.5 5.5v13M15.5 5.5v13" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" />
        </svg>
    }
}

/// Done.
pub(crate) fn done() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
                <path d="M5 12.5l4.5 4.5L19 7.5" />
            </g>
        </svg>
    }
}

/// Why?
pub(crate) fn question() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
                <circle cx="12" cy="12" r="9.2" />
                <path d="M9.4 9.6a2.7 2.7 0 1 1 3.9 2.4c-.9.5-1.3 1-1.3 1.9" />
                <path d="M12 16.9v.01" />
            </g>
        </svg>
    }
}

/// Sliders.
pub(crate) fn settings() -> impl IntoView {
    view! {
        <svg class="icon mirrored" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
                <path d="M4 7h8M18 7h2M4 17h2M12 17h8" />
                <circle cx="15" cy="7" r="2.6" />
                <circle cx="9" cy="17" r="2.6" />
            </g>
        </svg>
    }
}

/// A lock.
pub(crate) fn lock() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
                <rect x="5.5" y="10.5" width="13" height="9.5" rx="2" />
                <path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5" />
            </g>
        </svg>
    }
}

/// Take it away.
pub(crate) fn remove() -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
                <path d="M6.5 6.5l11 11M17.5 6.5l-11 11" />
            </g>
        </svg>
    }
}

/// The keys of a telephone.
pub(crate) fn keypad() -> impl IntoView {
    let dots = [6, 12, 18].into_iter().flat_map(|y| [6, 12, 18].map(|x| (x, y)));
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            {dots
                .map(|(x, y)| view! { <circle cx=x cy=y r="1.9" fill="currentColor" /> })
                .collect_view()}
        </svg>
    }
}
