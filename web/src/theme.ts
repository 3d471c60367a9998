/** Every colour, size and default of the product. Nothing else in the front end defines a colour. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple, type MantineThemeOverride } from '@mantine/core';

const teal: MantineColorsTuple = ['#edf7f7', '#d7ecec', '#aedadb', '#80c5c8', '#52aeb3', '#2c959b', '#147d85', '#0f666e', '#0b535a', '#073f45'];
const gray: MantineColorsTuple = ['#fbfaf8', '#f4f3f0', '#e9e7e2', '#dcd9d3', '#c4c0b8', '#9d988f', '#6b665f', '#514d47', '#37342f', '#211f1c'];
const dark: MantineColorsTuple = ['#dde4e3', '#c0cac9', '#9aa7a6', '#6f7c7b', '#3b4746', '#2c3636', '#202929', '#151c1c', '#0f1515', '#0a0f0f'];
const rose: MantineColorsTuple = ['#fbf0f4', '#f5dce5', '#eab7c9', '#df90ab', '#d46c90', '#c54b77', '#ad2f5d', '#96244e', '#7b1c40', '#5f1431'];
const violet: MantineColorsTuple = ['#f4f1fa', '#e5dff3', '#cabfe6', '#ad9cd7', '#937ec9', '#7d65ba', '#6a50a8', '#59418f', '#483475', '#37275a'];
const slate: MantineColorsTuple = ['#eff4f9', '#dde7f1', '#b9cde1', '#92b1d0', '#6f97c0', '#527faf', '#3d6998', '#325780', '#284666', '#1d344c'];

export type Scheme = 'light' | 'dark';

/** What a state means, not how it looks. Red, amber and green are kept for clinical urgency. */
const tones: Record<Scheme, Record<string, string>> = {
  light: {
    '--tone-neutral': gray[7], '--tone-neutral-bg': gray[1],
    '--tone-active': teal[7], '--tone-active-bg': teal[0],
    '--tone-info': slate[7], '--tone-info-bg': slate[0],
    '--tone-done': teal[8], '--tone-done-bg': 'transparent',
    '--tone-attention': violet[7], '--tone-attention-bg': violet[0],
    '--tone-problem': rose[7], '--tone-problem-bg': rose[0],
    '--urgency-critical': '#b3161b', '--urgency-critical-bg': '#fdeeed',
    '--urgency-urgent': '#8a5000', '--urgency-urgent-bg': '#fdf3e0',
    '--urgency-routine': '#256b33', '--urgency-routine-bg': '#edf6ee',
    '--vital-hr': '#17803a', '--vital-spo2': '#067a94', '--vital-bp': '#b3161b', '--vital-rr': '#856300', '--vital-temp': gray[7],
  },
  dark: {
    '--tone-neutral': dark[1], '--tone-neutral-bg': dark[6],
    '--tone-active': teal[3], '--tone-active-bg': '#12302f',
    '--tone-info': slate[2], '--tone-info-bg': '#1b2836',
    '--tone-done': teal[2], '--tone-done-bg': 'transparent',
    '--tone-attention': violet[2], '--tone-attention-bg': '#272238',
    '--tone-problem': rose[2], '--tone-problem-bg': '#371c27',
    '--urgency-critical': '#ff938b', '--urgency-critical-bg': '#43191a',
    '--urgency-urgent': '#f3b95f', '--urgency-urgent-bg': '#392910',
    '--urgency-routine': '#85cf93', '--urgency-routine-bg': '#16301c',
    '--vital-hr': '#4ade80', '--vital-spo2': '#4bd7ee', '--vital-bp': '#ff8a80', '--vital-rr': '#f2d14e', '--vital-temp': dark[0],
  },
};

const surfaces: Record<Scheme, Record<string, string>> = {
  light: {
    '--mantine-color-body': gray[0], '--mantine-color-text': gray[9], '--mantine-color-dimmed': gray[6],
    '--mantine-color-placeholder': '#716c64', '--mantine-color-error': rose[7], '--mantine-color-anchor': teal[7],
    '--mantine-color-default': '#ffffff', '--mantine-color-default-hover': gray[1], '--mantine-color-default-border': gray[4],
    '--surface': '#ffffff', '--surface-sunken': gray[1], '--line': gray[2], '--line-strong': gray[4],
    '--accent': teal[7], '--accent-soft': teal[0], '--flash': teal[1], '--scrim': 'rgb(33 31 28 / 36%)',
  },
  dark: {
    '--mantine-color-body': dark[7], '--mantine-color-text': dark[0], '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': '#8b9897', '--mantine-color-error': rose[3], '--mantine-color-anchor': teal[3],
    '--mantine-color-default': dark[6], '--mantine-color-default-hover': dark[5], '--mantine-color-default-border': dark[4],
    '--surface': '#1a2222', '--surface-sunken': dark[8], '--line': dark[5], '--line-strong': dark[4],
    '--accent': teal[4], '--accent-soft': '#12302f', '--flash': '#163f40', '--scrim': 'rgb(5 8 8 / 65%)',
  },
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--bar': '3.5rem', '--column': '35rem' },
  light: { ...surfaces.light, ...tones.light },
  dark: {
    ...surfaces.dark, ...tones.dark,
    '--mantine-color-teal-light': '#173a3a', '--mantine-color-teal-light-hover': '#1c4646', '--mantine-color-teal-light-color': teal[2],
  },
});

/** In rem: text grows with the size that a person has set in the browser. 12, 14, 17, 20 and 28 px at its default of 16. */
const fontSizes = { xs: '0.75rem', sm: '0.875rem', md: '1.0625rem', lg: '1.25rem', xl: '1.75rem' };

const base: MantineThemeOverride = {
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.3,
  black: gray[9],
  colors: { teal, gray, dark, rose, violet, slate },
  fontFamily: "var(--typeface), system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, monospace",
  fontSizes,
  lineHeights: { xs: '1rem', sm: '1.25rem', md: '1.625rem', lg: '1.75rem', xl: '2.25rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2.5rem' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  shadows: { xs: 'none', sm: 'none', md: '0 4px 16px rgb(33 31 28 / 10%)', lg: '0 8px 28px rgb(33 31 28 / 14%)', xl: '0 12px 40px rgb(33 31 28 / 18%)' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: fontSizes.xl, lineHeight: '2.25rem' }, h2: { fontSize: fontSizes.lg, lineHeight: '1.75rem' },
      h3: { fontSize: fontSizes.md, lineHeight: '1.5rem' }, h4: { fontSize: fontSizes.sm, lineHeight: '1.25rem' },
      h5: { fontSize: fontSizes.sm, lineHeight: '1.25rem' }, h6: { fontSize: fontSizes.xs, lineHeight: '1rem' },
    },
  },
};

/** Components by name, not by import: the theme must not pull the whole kit into the first chunk. */
function density(size: 'sm' | 'md', target: string): NonNullable<MantineThemeOverride['components']> {
  const defaults = (defaultProps: Record<string, unknown>) => ({ defaultProps });
  const sized = (part: string, variables: Record<string, string>) => ({
    defaultProps: { size },
    vars: (_theme: unknown, props: { size?: string }) => ({ [part]: props.size === size ? variables : {} }),
  });
  const inputs = [
    'Text', 'InputWrapper', 'TextInput', 'PasswordInput', 'NumberInput', 'Textarea', 'Select', 'MultiSelect', 'Autocomplete', 'TagsInput', 'NativeSelect', 'Checkbox',
    'Radio', 'Switch', 'FileInput', 'DateInput', 'DatePickerInput', 'DateTimePicker', 'TimeInput', 'PinInput', 'Chip', 'SegmentedControl',
  ];
  const overlay = { color: 'var(--scrim)', backgroundOpacity: 1 };
  return {
    ...Object.fromEntries(inputs.map((name) => [name, defaults({ size })])),
    Anchor: defaults({ size, underline: 'always' }),
    Button: sized('root', { '--button-height': target, '--button-fz': fontSizes[size] }),
    Input: sized('wrapper', { '--input-height': target }),
    ActionIcon: defaults({ variant: 'subtle', color: 'gray', size: target }),
    Tabs: defaults({ keepMounted: false }),
    Table: defaults({ verticalSpacing: 8, horizontalSpacing: 'md', fz: size }),
    Badge: defaults({ variant: 'light', radius: 'sm', tt: 'none', fw: 500 }),
    Paper: defaults({ withBorder: true, radius: 'md' }),
    Modal: defaults({ centered: true, overlayProps: overlay, transitionProps: { duration: 140 }, styles: { title: { fontWeight: 600 }, content: { background: 'var(--surface)' }, header: { background: 'var(--surface)' } } }),
    Drawer: defaults({ position: 'right', overlayProps: overlay, transitionProps: { duration: 160 } }),
    Menu: defaults({ shadow: 'md', position: 'bottom-end', transitionProps: { duration: 120 } }),
    Tooltip: defaults({ openDelay: 400, transitionProps: { duration: 120 } }),
  };
}

/** Desks: 14 px text, 36 px rows and controls. */
export const staffTheme = createTheme({ ...base, components: density('sm', '2.25rem') });
/** Phones in anxious hands: 17 px text, 48 px targets. */
export const patientTheme = createTheme({ ...base, components: density('md', '3rem') });
