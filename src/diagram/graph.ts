// What a drawing of a chart shows, and, once it is laid out, where.

/** A box stands for a state. */
export interface Box {
  /** Unique in its drawing. */
  id: string;
  /** The state that it stands for, as `streaming.resting`; `''` for a start mark. */
  state: string;
  /** `start`: the dot that points to where a chart or region begins · `elsewhere`: a state of another drawing. */
  kind: 'state' | 'region' | 'final' | 'start' | 'elsewhere';
  title: string;
  /** Entry actions, one per line. */
  lines: string[];
  /** States inside it that are only named here. */
  parts: string[];
  tags: string[];
  /** Boxes drawn inside it. */
  boxes: Box[];
}

export interface Arrow {
  from: string;
  to: string;
  /** One per line. */
  labels: string[];
}

export interface Graph {
  /** `overview`, or the state whose inside it shows. */
  id: string;
  title: string;
  boxes: Box[];
  arrows: Arrow[];
  /** What is not drawn; `''` where everything is. */
  note: string;
}

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type PlacedBox = Omit<Box, 'boxes'> & Area & { boxes: PlacedBox[] };

export type PlacedArrow = Arrow & {
  points: [x: number, y: number][];
  /** Where its labels are written; undefined if it has none. */
  label?: Area | undefined;
};

export type Drawing = Omit<Graph, 'boxes' | 'arrows'> & { width: number; height: number; boxes: PlacedBox[]; arrows: PlacedArrow[] };
