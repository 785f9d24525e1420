export { TableView as GalleryView } from "../table/TableView";
