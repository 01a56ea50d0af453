"""Our look for Gradio: the colours of kwell.css, and fonts that every device has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr

__all__ = ["KwellTheme"]

# Stock themes fetch a font from elsewhere; a plain name never does.
_FONTS = (
    "system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Apple SD Gothic Neo",
    "Malgun Gothic", "Noto Sans KR", "Hiragino Sans", "Noto Sans JP", "sans-serif",
)  # fmt: skip

# Gradio's variable → the variable of kwell.css that it takes its colour from, light or dark.
_COLOURS: Mapping[str, str] = {
    "body_background_fill": "ground", "body_text_color": "ink", "body_text_color_subdued": "soft",
    "background_fill_primary": "paper", "background_fill_secondary": "ground",
    "border_color_primary": "line", "border_color_accent": "rose",
    "color_accent_soft": "rose-ground", "link_text_color": "rose", "link_text_color_hover": "rose",
    "link_text_color_active": "rose", "link_text_color_visited": "rose",
    "block_background_fill": "paper", "block_border_color": "line",
    "block_label_text_color": "soft", "block_title_text_color": "soft",
    "block_info_text_color": "soft",
    "panel_background_fill": "ground", "panel_border_color": "line",
    "input_background_fill": "paper", "input_background_fill_focus": "paper",
    "input_background_fill_hover": "paper", "input_border_color": "edge",
    "input_border_color_focus": "rose", "input_border_color_hover": "rose",
    "input_placeholder_color": "soft", "error_text_color": "alarm", "loader_color": "rose",
    "button_primary_background_fill": "rose", "button_primary_background_fill_hover": "rose",
    "button_primary_text_color": "on-rose", "button_primary_text_color_hover": "on-rose",
    "button_primary_border_color": "rose", "button_primary_border_color_hover": "rose",
    "button_secondary_background_fill": "paper",
    "button_secondary_background_fill_hover": "rose-ground",
    "button_secondary_text_color": "ink", "button_secondary_text_color_hover": "ink",
    "button_secondary_border_color": "edge", "button_secondary_border_color_hover": "rose",
}  # fmt: skip


class KwellTheme(gr.themes.Base):  # type: ignore[misc]
    """Warm paper and rose; help is green. Dark follows the device."""

    def __init__(self) -> None:
        super().__init__(
            font=_FONTS,
            font_mono=("ui-monospace", "Menlo", "Consolas", "monospace"),
            text_size=gr.themes.sizes.text_md,
            radius_size=gr.themes.sizes.radius_lg,
        )
        self.name = "kwell"
        values: dict[str, Any] = {}
        for name, colour in _COLOURS.items():
            # kwell.css changes its variables itself when it is dark.
            values[name] = values[f"{name}_dark"] = f"var(--kw-{colour})"
        accepted = set(self.set.__code__.co_varnames)
        super().set(
            **{name: value for name, value in values.items() if name in accepted},
            color_accent="var(--kw-rose)",
            block_shadow="none",
            block_border_width="0px",
            block_padding="0px",
            input_border_width="1.5px",
            input_radius="12px",
            input_text_size="1rem",
            input_padding="12px",
            button_large_radius="12px",
            button_large_padding="10px 20px",
            button_transition="background-color .15s",
            layout_gap="16px",
        )
