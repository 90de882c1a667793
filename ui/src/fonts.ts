// The three voices. Every subset their makers publish; unicode-range loads only what a page uses.
import "@fontsource-variable/ibm-plex-sans/wght.css";
import "@fontsource/ibm-plex-serif/400.css";
import "@fontsource/ibm-plex-serif/400-italic.css";
import "@fontsource/ibm-plex-mono/400.css";
import "@fontsource/ibm-plex-mono/500.css";
