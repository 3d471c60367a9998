/** The decision kit with its table editor only: no requirement diagrams, no boxed expressions. */
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import DecisionTableEditor from 'dmn-js-decision-table/lib/Editor';
import EditingManager from 'dmn-js-shared/lib/base/EditingManager';
import { is } from 'dmn-js-shared/lib/util/ModelUtil';

export class TableManager extends EditingManager {
  override _getViewProviders() {
    return [{
      id: 'decisionTable', constructor: DecisionTableEditor,
      opens: (element: { decisionLogic?: unknown }) => is(element, 'dmn:Decision') && is(element.decisionLogic, 'dmn:DecisionTable'),
    }];
  }
}
