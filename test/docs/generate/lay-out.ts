// Computes where the boxes and arrows of a drawing go. It needs ELK, which is large and not shipped: only what it found is.

import elkjs, { type ElkExtendedEdge, type ElkNode, type LayoutOptions } from 'elkjs';
import type { Area, Arrow, Box, Drawing, Graph, PlacedArrow, PlacedBox } from '../../../src/diagram/graph.js';
import { contentsOf, labelSize } from '../../../src/diagram/measure.js';

const options: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '36',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
};

/** Inside a region an answer goes round and round, from left to right. */
const regionOptions: LayoutOptions = {
  'elk.direction': 'RIGHT',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
};

/** The top level is passed through once, from top to bottom. */
const overviewOptions: LayoutOptions = {
  'elk.direction': 'DOWN',
  'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.compaction.postCompaction.strategy': 'EDGE_LENGTH',
  'elk.layered.thoroughness': '100',
  'elk.spacing.edgeNode': '10',
};

/** Without words a drawing can be close together, and narrow enough for a column. */
const planOptions: LayoutOptions = {
  'elk.direction': 'DOWN',
  'elk.padding': '[top=4,left=4,bottom=4,right=4]',
  'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.thoroughness': '100',
  'elk.spacing.nodeNode': '14',
  'elk.spacing.edgeNode': '8',
  'elk.spacing.edgeEdge': '8',
  'elk.layered.spacing.nodeNodeBetweenLayers': '20',
  'elk.layered.spacing.edgeNodeBetweenLayers': '8',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
};

const drawingOptions = ({ boxes }: Graph): LayoutOptions => (boxes.some(({ kind }) => kind === 'region') ? regionOptions : overviewOptions);

export const layOut = (graph: Graph): Promise<Drawing> => arrange(graph, drawingOptions(graph), 20);

export const layOutPlan = (graph: Graph): Promise<Drawing> => arrange(graph, planOptions, 12);

async function arrange(graph: Graph, chosen: LayoutOptions, padding: number): Promise<Drawing> {
  const root: ElkNode = await new elkjs.default().layout({
    id: 'root',
    layoutOptions: { ...options, ...chosen },
    children: graph.boxes.map((box) => toElk(box, padding)),
    edges: graph.arrows.map(({ from, to, labels }, index) => ({
      id: String(index),
      sources: [from],
      targets: [to],
      labels: labels.length === 0 ? [] : [{ text: labels.join('\n'), ...labelSize(labels) }],
    })),
  });
  const edges = new Map((root.edges ?? []).map((edge) => [edge.id, edge]));
  return {
    ...graph,
    width: Math.ceil(root.width ?? 0),
    height: Math.ceil(root.height ?? 0),
    boxes: place(graph.boxes, root.children ?? []),
    arrows: graph.arrows.map((arrow, index) => placeArrow(arrow, edges.get(String(index)))),
  };
}

function toElk(box: Box, padding: number): ElkNode {
  const { width, height } = contentsOf(box);
  if (box.boxes.length === 0) return { id: box.id, width, height };
  const around = `[top=${height + padding - 12},left=${padding},bottom=${padding},right=${padding}]`;
  return { id: box.id, layoutOptions: { 'elk.padding': around }, children: box.boxes.map((inner) => toElk(inner, padding)) };
}

function place(boxes: Box[], nodes: ElkNode[]): PlacedBox[] {
  return boxes.map((box, index) => {
    const node = nodes[index];
    if (!node) throw new Error(`ELK lost the box ${box.id}`);
    return { ...box, ...area(node), boxes: place(box.boxes, node.children ?? []) };
  });
}

function placeArrow(arrow: Arrow, edge: ElkExtendedEdge | undefined): PlacedArrow {
  const [section] = edge?.sections ?? [];
  if (!edge || !section) throw new Error(`ELK lost the arrow from ${arrow.from} to ${arrow.to}`);
  const [label] = edge.labels ?? [];
  const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  return { ...arrow, points: points.map(({ x, y }) => [round(x), round(y)]), ...(label && { label: area(label) }) };
}

function area({ x = 0, y = 0, width = 0, height = 0 }: Partial<Area>): Area {
  return { x: round(x), y: round(y), width: round(width), height: round(height) };
}

/** Half pixels: the same on every machine, and short in the file. */
function round(value: number): number {
  return Math.round(value * 2) / 2;
}
